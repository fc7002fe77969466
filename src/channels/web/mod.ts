import type { Channel } from '../../domain/base/message.ts'

/**
 * The web chat. A message to a browser is delivered by standing in the conversation: the page shows it when it
 * is open and fetches it when it is opened again. What the page fetches and posts is in src/web/talk.
 */
export function createWebChat(): Channel {
  return {
    name: 'web',
    async start() {}, // its door is the express app's
    async stop() {},
    send: async () => ({ outcome: 'sent', via: 'web' }),
  }
}
