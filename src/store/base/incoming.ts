import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/**
 * An upload, on disk until its request is answered, so that a stranger's photos do not fill the memory. Each file is
 * encrypted with a key that exists only in the memory of this process, so nobody can read what a crash leaves behind.
 */
export interface Incoming {
  size: number
  /** The first bytes, from which the type is recognised. */
  head: Buffer
  read(): Promise<Buffer>
  remove(): Promise<void>
}

const HEAD_BYTES = 512
const dirOf = (dataDir: string) => join(dataDir, 'incoming')

/** Makes a file for one upload. `write` reads the stream to its end, and throws when that fails. */
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

/** Removes uploads that a crash left. @returns how many */
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

/** Free bytes on the disk of the data directory. */
export async function freeBytes(dataDir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dataDir)
  return bavail * bsize
}
