import type { RequestListener } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Serves on a free port. */
export async function listen(app: RequestListener): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(app)
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}

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
