import { createServer, type RequestListener } from 'node:http'
import { type Loopback, listenOnLoopback } from '../../src/tools/loopback.ts'

/** Serves on a free port. */
export const listen = (app: RequestListener): Promise<Loopback> => listenOnLoopback(createServer(app))

/** A browser as far as cookies go. */
export function browser(url: string, origin = url) {
  let cookie = ''
  return {
    get cookie() {
      return cookie
    },
    async fetch(
      path: string,
      init: RequestInit & { headers?: Record<string, string> } = {},
    ): Promise<Response> {
      const response = await fetch(url + path, {
        redirect: 'manual',
        ...init,
        headers: {
          ...(cookie && { cookie }),
          ...(init.method === 'POST' && { origin }),
          ...init.headers,
        },
      })
      const set = response.headers.getSetCookie()[0]
      if (set) cookie = set.split(';')[0]!
      return response
    },
    postJson(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
      return this.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    },
  }
}
