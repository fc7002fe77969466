import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { PassThrough, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import {
  FORMAT,
  type Head,
  headSchema,
  type Manifest,
  manifestSchema,
} from '../../../domain/base/backup/manifest.ts'
import { type Member, memberOf } from '../../../domain/base/backup/member.ts'
import { AGE_MAGIC, decrypt } from './age.ts'
import { BackupProblem, DAMAGED, TRUNCATED } from './problem.ts'

/** One file of an archive. */
export interface ArchiveEntry {
  member: Member
  size: number
  /** Its content, once. What is not read is skipped. */
  content: AsyncIterable<Buffer>
  /** Its content as text. @throws BackupProblem when it is longer than anything that is read whole may be */
  text(): Promise<string>
}

/** What is read whole: head, manifest, key, sequences. The names of a year's migrations and tables are far shorter. */
const LONGEST_TEXT = 1024 * 1024

const STRANGE = '备份里有不该有的内容，可能被人动过手脚，没有恢复。请换一份备份。'
const NO_BACKUP = '这个文件不是回音的备份。'
const IN_THE_CLEAR =
  '这份备份没有加密，可是设了 BACKUP_PASSPHRASE：它可能不是您做的那一份，没有恢复。' +
  '确定是设口令以前自己做的，请这样恢复：BACKUP_PASSPHRASE= huiyin restore …。'
const NEWER = '这份备份来自更新版本的回音。请先升级回音，再恢复。'

/**
 * Reads an archive from its beginning to its end; `visit` gets every file between the first and the last. Nothing in it
 * counts before this has resolved: only then is it known to be whole.
 * @throws BackupProblem when it cannot be opened, is cut off or damaged, or holds what no backup holds
 */
export async function readArchive(
  path: string,
  passphrase: string | undefined,
  visit: (entry: ArchiveEntry, head: Head) => Promise<void>,
): Promise<{ head: Head; manifest: Manifest }> {
  try {
    const plain = await opened(path, passphrase)
    const tar = extract()
    const feeding = pipeline(plain, createGunzip(), tar as unknown as NodeJS.WritableStream)
    feeding.catch(() => {}) // the same error comes out of `tar`
    const result = await readMembers(tar, visit)
    await feeding
    return result
  } catch (error) {
    throw inWords(error)
  }
}

/** Reads only the first file. @throws BackupProblem as above */
export async function readHead(path: string, passphrase: string | undefined): Promise<Head> {
  let head: Head | undefined
  const enough = new Error('enough')
  await readArchive(path, passphrase, async (_, found) => {
    head = found
    throw enough
  }).catch((error: unknown) => {
    if (error !== enough) throw error
  })
  return head!
}

async function opened(path: string, passphrase: string | undefined): Promise<Readable> {
  const file = await open(path, 'r')
  const { buffer, bytesRead } = await file
    .read(Buffer.alloc(AGE_MAGIC.length), 0, AGE_MAGIC.length, 0)
    .finally(() => file.close())
  const start = buffer.subarray(0, bytesRead)
  if (start.equals(AGE_MAGIC)) {
    if (passphrase === undefined)
      throw new BackupProblem('这份备份是加密的。请用 BACKUP_PASSPHRASE 给出做备份时的口令。')
    return decrypt(createReadStream(path), passphrase)
  }
  if (bytesRead === 0) throw new BackupProblem(TRUNCATED)
  if (start[0] !== 0x1f || start[1] !== 0x8b) throw new BackupProblem(NO_BACKUP)
  // Only an encrypted one shows that it comes from whoever knows the passphrase: anybody who can write into the folder of
  // the backups can put one in the clear there, with an administrator of their own in it.
  if (passphrase !== undefined) throw new BackupProblem(IN_THE_CLEAR)
  const plain = new PassThrough()
  pipeline(createReadStream(path), plain).catch(() => {})
  return plain
}

async function readMembers(
  tar: ReturnType<typeof extract>,
  visit: (entry: ArchiveEntry, head: Head) => Promise<void>,
): Promise<{ head: Head; manifest: Manifest }> {
  let head: Head | undefined
  let manifest: Manifest | undefined
  let members = 0
  let listed: string | undefined
  let lastAttachment = ''
  const seen = new Set<string>()
  const list = createHash('sha256')

  for await (const entry of tar) {
    const { name, size = 0, type } = entry.header
    const member = memberOf(name)
    if (!member || type !== 'file' || manifest) throw new BackupProblem(head ? STRANGE : NO_BACKUP)
    // Attachments come in order, so that a second one of the same name is found without remembering all.
    if (member.kind === 'attachment' ? member.hash <= lastAttachment : seen.has(name))
      throw new BackupProblem(STRANGE)
    if (member.kind === 'attachment') lastAttachment = member.hash
    else seen.add(name)

    const hash = createHash('sha256')
    const content = (async function* () {
      for await (const chunk of entry as AsyncIterable<Buffer>) {
        hash.update(chunk)
        yield chunk
      }
    })()
    const text = () => wholeText(content, size)
    if (!head) {
      if (member.kind !== 'head') throw new BackupProblem(NO_BACKUP)
      head = parsed(headSchema, await text())
    } else if (member.kind === 'manifest') manifest = parsed(manifestSchema, await text())
    else if (member.kind !== 'checksums') await visit({ member, size, content, text }, head)
    for await (const _ of content); // what nobody read
    if (member.kind === 'checksums') listed = hash.digest('hex')
    else if (member.kind !== 'manifest') {
      if (listed !== undefined) throw new BackupProblem(STRANGE)
      list.update(`${hash.digest('hex')}  ${name}\n`)
      members++
    }
  }
  if (!head || !manifest) throw new BackupProblem(TRUNCATED)
  const sum = list.digest('hex')
  if (manifest.members !== members || manifest.checksums !== sum || listed !== sum)
    throw new BackupProblem(DAMAGED)
  return { head, manifest }
}

async function wholeText(content: AsyncIterable<Buffer>, size: number): Promise<string> {
  if (size > LONGEST_TEXT) throw new BackupProblem(STRANGE)
  const parts: Buffer[] = []
  for await (const chunk of content) parts.push(chunk)
  return Buffer.concat(parts).toString('utf8')
}

function parsed<T extends { format: number }>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  text: string,
): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new BackupProblem(DAMAGED)
  }
  // First, because a newer form may have anything in it.
  const { format } = (value ?? {}) as { format?: unknown }
  if (typeof format === 'number' && format > FORMAT) throw new BackupProblem(NEWER)
  const read = schema.safeParse(value)
  if (!read.success) throw new BackupProblem(DAMAGED)
  return read.data
}

/** Errors of the libraries, by code or message: what each says of the file. */
const KNOWN: readonly [RegExp, string][] = [
  [/unexpected end of (file|data)|Z_BUF_ERROR|final chunk is empty|too small/i, TRUNCATED],
  [
    /Z_DATA_ERROR|incorrect (header|data|length) check|invalid (tar|header|stanza|tag|age)|invalid|tag doesn't match|HMAC|checksum/i,
    DAMAGED,
  ],
]

function inWords(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof BackupProblem) return error
  const { code, cause } = error as NodeJS.ErrnoException & { cause?: unknown }
  if (cause instanceof BackupProblem) return cause
  // Of the file system: said by whoever prints it.
  if (code !== undefined && /^E[A-Z]+$/.test(code)) return error
  const known = KNOWN.find(([pattern]) => pattern.test(`${code ?? ''} ${error.message}`))
  return known ? new BackupProblem(known[1]) : error
}
