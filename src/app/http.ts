import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config.ts'

/**
 * How long a request may take to arrive: its head, and all of it (photos over a village's network). Slower ones would
 * hold a connection for nothing.
 */
const PATIENCE = {
  headersTimeout: 15_000,
  requestTimeout: 300_000,
  connectionsCheckingInterval: 5000,
} as const
/** Each may hold a body of 64 kB while it arrives. A proxy in front keeps some dozens. */
const MAX_CONNECTIONS = 2000

/** Serves the app. @throws when the port is taken. */
export const listen = (app: RequestListener, { port, host }: Config): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer(PATIENCE, app)
    server.maxConnections = MAX_CONNECTIONS
    server.once('error', reject)
    server.listen(port, host, () => resolve(server))
  })

/** Where a server listens, e.g. `http://127.0.0.1:3000`. */
export const addressOf = (server: Server, { host }: Config): string =>
  `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${(server.address() as AddressInfo).port}`

/** How long running requests may take to finish, milliseconds. Live pages end by themselves (`ctx.stopping`). */
const FINISHING_MS = 3000

/** How often connections whose request is answered are closed, milliseconds: they would wait for a next one. */
const SWEEP_MS = 25

/** Takes no more requests and lets the running ones finish. */
export const close = (server: Server): Promise<void> =>
  new Promise(resolve => {
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS)
    const late = setTimeout(() => server.closeAllConnections(), FINISHING_MS)
    server.close(() => {
      clearInterval(sweep)
      clearTimeout(late)
      resolve()
    })
    server.closeIdleConnections()
  })
