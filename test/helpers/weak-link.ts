import { connect, createServer, type Socket } from 'node:net'

/** A line to a server that can be cut, and that can swallow what is sent through it. */
export interface WeakLink {
  port: number
  /** Ends all connections and refuses new ones. */
  cut(): void
  /** Lets connections stand, and nothing through. */
  hang(): void
  mend(): void
  close(): Promise<void>
}

export async function weakLink(host: string, port: number): Promise<WeakLink> {
  const pairs = new Set<readonly [Socket, Socket]>()
  let state: 'good' | 'cut' | 'hangs' = 'good'
  const server = createServer(near => {
    if (state === 'cut') return void near.resetAndDestroy()
    const far = connect(port, host)
    const pair = [near, far] as const
    pairs.add(pair)
    for (const [one, other] of [pair, [far, near]] as const) {
      one.on('data', bytes => other.write(bytes))
      one.on('error', () => other.destroy())
      one.on('close', () => {
        other.destroy()
        pairs.delete(pair)
      })
      if (state === 'hangs') one.pause()
    }
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const each = (act: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) act(socket)
  }
  return {
    port: (server.address() as { port: number }).port,
    cut() {
      state = 'cut'
      each(socket => socket.destroy())
    },
    hang() {
      state = 'hangs'
      each(socket => socket.pause())
    },
    mend() {
      state = 'good'
      each(socket => socket.resume())
    },
    async close() {
      each(socket => socket.destroy())
      await new Promise(resolve => server.close(resolve))
    },
  }
}
