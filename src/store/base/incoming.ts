import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * What is being uploaded, on disk until its request is answered: a stranger's photos never wait in memory. Each lies under a key that only
 * this process has, and only while it runs: what a crash leaves behind nobody can read.
 */
export interface Incoming {
  size: number
  /** The first bytes, to know what it is. */
  head: Buffer
  read(): Promise<Buffer>
  remove(): Promise<void>
}

const HEAD_BYTES = 512
const dirOf = (dataDir: string) => join(dataDir, 'incoming')

/** A place on disk for one upload. `write` takes the stream to its end, and throws when that fails. */
export async function incomingIn(
  dataDir: string,
): Promise<Incoming & { write(source: NodeJS.ReadableStream): Promise<void> }> {
  const dir = dirOf(dataDir)
  await mkdir(dir, { recursive: true, mode: 0o700 })
  const path = join(dir, randomBytes(12).toString('hex'))
  const [key, iv] = [randomBytes(32), randomBytes(16)]
  const heads: Buffer[] = []
  const incoming = {
    size: 0,
    head: Buffer.alloc(0),
    async write(source: NodeJS.ReadableStream) {
      const watch = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          if (incoming.size < HEAD_BYTES) heads.push(chunk.subarray(0, HEAD_BYTES))
          incoming.size += chunk.length
          done(null, chunk)
        },
      })
      const cipher = createCipheriv('aes-256-ctr', key, iv)
      await pipeline(source, watch, cipher, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
      incoming.head = Buffer.concat(heads).subarray(0, HEAD_BYTES)
    },
    async read() {
      const decipher = createDecipheriv('aes-256-ctr', key, iv)
      return Buffer.concat([decipher.update(await readFile(path)), decipher.final()])
    },
    remove: () => rm(path, { force: true }),
  }
  return incoming
}

/** Removes what a crash has left. @returns how many */
export async function removeOldIncoming(dataDir: string, before: Date): Promise<number> {
  let removed = 0
  for (const name of await readdir(dirOf(dataDir)).catch(() => [])) {
    const path = join(dirOf(dataDir), name)
    const known = await stat(path).catch(() => undefined)
    if (!known || known.mtime >= before) continue
    await rm(path, { force: true })
    removed++
  }
  return removed
}

/** Bytes that may still be written where the data lies. */
export async function freeBytes(dataDir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dataDir)
  return bavail * bsize
}
