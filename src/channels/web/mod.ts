import type { Channel } from '../../domain/base/message.ts'

/**
 * The web chat. A message to a browser is delivered by being stored in the conversation: the page shows it when it is
 * open and fetches it when it is opened again. src/web/talk serves the page's requests.
 */
export function createWebChat(): Channel {
  return {
    name: 'web',
    async start() {}, // the express app serves its pages
    async stop() {},
    send: async () => ({ outcome: 'sent', via: 'web' }),
  }
}
