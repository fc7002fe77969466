import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { PassThrough, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { pack } from 'tar-stream'
import { NAMES } from '../../../domain/base/backup/member.ts'
import { encrypt } from './age.ts'

/** An archive that is being written: tar, compressed, encrypted. Nothing is ever whole in memory. */
export interface ArchiveWriter {
  add(name: string, content: string | Buffer): Promise<void>
  /** @throws ENOENT when there is no such file (any more) */
  addFile(name: string, path: string): Promise<void>
  /** Adds the list of checksums of everything so far, as `sha256sum` writes it. */
  addChecksums(): Promise<{ members: number; sha256: string }>
}

interface Options {
  passphrase: string | undefined
  /** Where the list of checksums grows. */
  workDir: string
  /** Of scrypt; less only for tests. */
  work?: number | undefined
}

/** Little is gained by compressing harder: most of it is encrypted. */
const GZIP = { level: 1 }

/** Writes a new file, readable by its owner only, that is durable when the promise resolves. @throws EEXIST */
export async function writeArchive(
  path: string,
  { passphrase, workDir, work }: Options,
  fill: (archive: ArchiveWriter) => Promise<void>,
): Promise<void> {
  const list = join(workDir, `checksums-${randomBytes(4).toString('hex')}`)
  const checksums = await open(list, 'wx', 0o600)
  try {
    const tar = pack()
    const packed = new PassThrough()
    const feeding = pipeline(tar, createGzip(GZIP), packed)
    feeding.catch(() => {}) // awaited below, but it may fail before that
    const sealed = passphrase === undefined ? packed : await encrypt(packed, passphrase, work)
    const draining = pipeline(sealed, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
    draining.catch(() => {})
    const filling = fill(makeWriter(tar, checksums, list)).then(
      () => tar.finalize(),
      (error: Error) => {
        tar.destroy(error)
        throw error
      },
    )
    await Promise.all([filling, feeding, draining])
  } finally {
    await checksums.close()
    await rm(list, { force: true })
  }
}

function makeWriter(tar: ReturnType<typeof pack>, checksums: FileHandle, list: string): ArchiveWriter {
  let members = 0
  const all = createHash('sha256')
  let listed = false
  const note = async (name: string, sha256: string) => {
    if (listed) return
    const line = `${sha256}  ${name}\n`
    all.update(line)
    await checksums.write(line)
    members++
  }
  const header = (name: string, size: number) => ({ name, size, mode: 0o600, mtime: new Date(0) })
  const add = (name: string, content: Buffer) =>
    new Promise<void>((resolve, reject) => {
      tar.once('error', reject)
      tar.entry(header(name, content.length), content, error => {
        tar.off('error', reject)
        if (error) reject(error)
        else resolve()
      })
    })
  const addFile = async (name: string, path: string): Promise<string> => {
    const from = await open(path, 'r')
    try {
      const { size } = await from.stat()
      const hash = createHash('sha256')
      const hashing = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          hash.update(chunk)
          done(null, chunk)
        },
      })
      // Exactly the size that the header says, though the file may grow.
      const bytes = createReadStream('', { fd: from, autoClose: false, start: 0, end: Math.max(0, size - 1) })
      if (size === 0) await add(name, Buffer.alloc(0))
      else await pipeline(bytes, hashing, tar.entry(header(name, size)) as unknown as NodeJS.WritableStream)
      return hash.digest('hex')
    } finally {
      await from.close()
    }
  }
  return {
    async add(name, content) {
      const bytes = Buffer.from(content)
      await add(name, bytes)
      await note(name, createHash('sha256').update(bytes).digest('hex'))
    },
    async addFile(name, path) {
      await note(name, await addFile(name, path))
    },
    async addChecksums() {
      listed = true
      const sha256 = all.digest('hex')
      await addFile(NAMES.checksums, list)
      return { members, sha256 }
    },
  }
}
