import { SMTPServer } from 'smtp-server'

/** A real mail server on a port of its own that keeps what it is given. */
export async function mailServer(port = 0) {
  const taken: { to: string[]; raw: Buffer }[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', part => parts.push(part))
      stream.on('end', () => {
        taken.push({ to: session.envelope.rcptTo.map(r => r.address), raw: Buffer.concat(parts) })
        done()
      })
    },
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', () => resolve()))
  const { port: listening } = server.server.address() as { port: number }
  return { taken, port: listening, close: () => new Promise<void>(resolve => server.close(() => resolve())) }
}
