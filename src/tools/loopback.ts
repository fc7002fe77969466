import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that only this machine can reach. */
export interface Loopback {
  /** `http://127.0.0.1:PORT`. */
  url: string
  /** Closes every connection, and then the server. */
  close(): Promise<void>
}

/** Lets `server` listen on a free port of this machine. */
export async function listenOnLoopback(server: Server): Promise<Loopback> {
  await new Promise<void>(ready => server.listen(0, '127.0.0.1', ready))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise(done => server.close(done))
    },
  }
}
