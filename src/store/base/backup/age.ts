import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { Decrypter, Encrypter, type Identity, type Recipient, Stanza } from 'age-encryption'
import { BackupProblem } from './problem.ts'

/**
 * Encryption with a passphrase in the age format (age-encryption.org/v1), so that any age program opens a backup. The
 * library does the format; only the passphrase's key (scrypt) is computed here, by Node in another thread: the library's
 * own would hold up everybody who writes to the office for a second.
 */

const LABEL = 'age-encryption.org/v1/scrypt'
/** 2^18, like every age program: 256 MB and half a second for each guess. */
const WORK = 18
/** A file that asks for more was made to occupy this machine. */
const MOST_WORK = 20
const FILE_KEY = 16
const SALT = 16
const TAG = 16
const NONCE = Buffer.alloc(12)

const unpadded = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replace(/=+$/, '')

/** The last key: a file that was written is read back, and one that is restored is opened twice. */
let known: { of: string; key: Promise<Buffer> } | undefined

function keyOf(passphrase: string, salt: Uint8Array, work: number): Promise<Buffer> {
  const of = JSON.stringify([passphrase, unpadded(salt), work])
  if (known?.of !== of) known = { of, key: computeKey(passphrase, salt, work) }
  return known.key
}

function computeKey(passphrase: string, salt: Uint8Array, work: number): Promise<Buffer> {
  const options: ScryptOptions = { N: 2 ** work, r: 8, p: 1, maxmem: 2 ** (work + 10) + 2 ** 20 }
  return new Promise((resolve, reject) =>
    scrypt(passphrase, Buffer.concat([Buffer.from(LABEL), salt]), 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  )
}

const AEAD = 'chacha20-poly1305'
const OPTIONS = { authTagLength: TAG }

function recipient(passphrase: string, work: number): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const salt = randomBytes(SALT)
      const cipher = createCipheriv(AEAD, await keyOf(passphrase, salt, work), NONCE, OPTIONS)
      const body = Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()])
      return [new Stanza(['scrypt', unpadded(salt), String(work)], new Uint8Array(body))]
    },
  }
}

/** The passphrase does not open the file. */
const WRONG = '口令不对：打不开这份备份。请用做备份时的口令（BACKUP_PASSPHRASE）。'
const NOT_BY_PASSPHRASE = '这份备份不是用口令加密的，这里打不开。'

function identity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      const [kind, salt = '', work = ''] = stanza?.args ?? []
      const saltBytes = Buffer.from(salt, 'base64')
      if (stanzas.length !== 1 || kind !== 'scrypt') throw new BackupProblem(NOT_BY_PASSPHRASE)
      const fits = /^[1-9]\d?$/.test(work) && Number(work) <= MOST_WORK && unpadded(saltBytes) === salt
      if (!fits || saltBytes.length !== SALT || stanza!.body.length !== FILE_KEY + TAG)
        throw new BackupProblem(NOT_BY_PASSPHRASE)
      const decipher = createDecipheriv(
        AEAD,
        await keyOf(passphrase, saltBytes, Number(work)),
        NONCE,
        OPTIONS,
      )
      decipher.setAuthTag(stanza!.body.subarray(FILE_KEY))
      try {
        const key = Buffer.concat([decipher.update(stanza!.body.subarray(0, FILE_KEY)), decipher.final()])
        return new Uint8Array(key)
      } catch {
        throw new BackupProblem(WRONG)
      }
    },
  }
}

const fromWeb = (stream: unknown) => Readable.fromWeb(stream as ReadableStream<Uint8Array>)
const toWeb = (stream: Readable) => Readable.toWeb(stream) as globalThis.ReadableStream<Uint8Array>

/** @param work of scrypt, as a power of two; less only for tests */
export async function encrypt(plain: Readable, passphrase: string, work = WORK): Promise<Readable> {
  const encrypter = new Encrypter()
  encrypter.addRecipient(recipient(passphrase, work))
  return fromWeb(await encrypter.encrypt(toWeb(plain)))
}

/** How an encrypted file begins. */
export const AGE_MAGIC = Buffer.from('age-encryption.org/v1\n')

/** @throws BackupProblem when the passphrase is wrong */
export async function decrypt(sealed: Readable, passphrase: string): Promise<Readable> {
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity(passphrase))
  return fromWeb(await decrypter.decrypt(toWeb(sealed)))
}
