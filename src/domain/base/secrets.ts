import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'

/**
 * What SECRET_KEY protects. Each use has its own key derived from it (HKDF-SHA-256, RFC 5869), so that none can be
 * used in place of another.
 */
export interface Secrets {
  /** Encrypts personal data for the database (AES-256-GCM, random nonce). `context` binds it to its place. */
  seal(plain: string, context: string): string
  /** Decrypts what `seal` made. @throws when the key or the context is another, or a bit was changed. */
  open(sealed: string, context: string): string
  /** The same for a whole file. */
  sealBytes(plain: Uint8Array, context: string): Buffer
  /** @throws when the key or the context is another, or a bit was changed. */
  openBytes(sealed: Uint8Array, context: string): Buffer
  /**
   * Keyed hash of a file's content, 64 hexadecimal digits: so somebody who has a file cannot find out whether we have
   * it, too.
   */
  keyBytes(bytes: Uint8Array): string
  /** Keyed hash for finding a row by personal data without storing it. */
  key(value: string, context: string): string
  /**
   * Keyed search tokens, one for each word: the same word has the same token, and without the key a token reveals
   * nothing. Six digits of base 36. @param words at most 15 bytes each
   */
  searchSigns(words: readonly string[]): string[]
  /** The code that opens a case page: 10 characters without 0/O/1/I/L, the same for a number for ever. */
  trackingCode(caseNumber: string): string
  /** Whether a code opens the page, in constant time. Case and separators do not matter. */
  opensCase(caseNumber: string, code: string): boolean
  /**
   * The salt of a case's commitment in the public ledger: 128 bits in hexadecimal, the same for a number for ever. For the
   * resident, who can find their case in the ledger with it.
   */
  ledgerSalt(caseNumber: string): string
  /** Signs short-lived values (cookies, links). */
  sign(value: string, context: string): string
  verify(value: string, signature: string, context: string): boolean
  /** The same secrets, after changes of SECRET_KEY: with what earlier ones left. */
  after(earlier: EarlierKeys): Secrets
  /** What the SECRET_KEY that follows this one needs of it. */
  leave(): EarlierKeys
}

/**
 * What changes of SECRET_KEY leave behind (usecases/base/rekey). Residents hold codes and the public ledger holds
 * commitments, so the keys of both stay. Keyed hashes of what nobody can hash again (a token, the id of a message) become
 * hashes of hashes: whoever has an earlier SECRET_KEY but not the present one can compute none of them.
 */
export interface EarlierKeys {
  /** Undefined: residents' codes are those of the present key, because the earlier ones were given up. */
  trackingCode?: string | undefined
  ledgerSalt: string
  /** The keys of the inner hashes, the innermost first. */
  layers: readonly HashKeys[]
}

interface HashKeys {
  key: string
  search: string
  file: string
}

/** Turns stored keyed hashes into those of the next SECRET_KEY. */
export interface Rehash {
  key(stored: string): string
  searchSigns(stored: readonly string[]): string[]
  /** The name of a stored file. */
  file(stored: string): string
}

const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ' // 31 signs that read well over the phone

/** Long enough that two words of one office hardly ever share a token; short enough that the index stays small. */
const SIGN_LENGTH = 6
const SIGNS = 36 ** SIGN_LENGTH

/** Compares in a time that does not reveal where two texts differ. */
export const sameSecret = (a: string, b: string): boolean => {
  const [x, y] = [Buffer.from(a), Buffer.from(b)]
  return x.length === y.length && timingSafeEqual(x, y)
}

const derived = (secretKey: string, use: string) =>
  Buffer.from(hkdfSync('sha256', secretKey, 'huiyin', use, 32))
const mac = (key: Buffer, context: string, value: string) =>
  createHmac('sha256', key).update(context).update('\0').update(value)
const text = (key: Buffer) => key.toString('base64url')
const bytes = (key: string) => Buffer.from(key, 'base64url')

/** What is hashed by one SECRET_KEY. */
interface Layer {
  key: Buffer
  search: ReturnType<typeof createSecretKey>
  file: Buffer
}

const layerOf = (key: Buffer, search: Buffer, file: Buffer): Layer => ({
  key,
  search: createSecretKey(search),
  file,
})
const layerBy = (secretKey: string): Layer =>
  layerOf(derived(secretKey, 'key'), derived(secretKey, 'search'), derived(secretKey, 'key-file'))

/** Each word is one AES block, so the cipher is a keyed function of it; all blocks are encrypted in one call. */
function signsOf(layer: Layer, words: readonly string[]): string[] {
  const blocks = Buffer.alloc(words.length * 16)
  words.forEach((word, i) => {
    const length = blocks.write(word, i * 16 + 1, 15, 'utf8')
    blocks[i * 16] = length
  })
  const cipher = createCipheriv('aes-256-ecb', layer.search, null).setAutoPadding(false)
  const signs = Buffer.concat([cipher.update(blocks), cipher.final()])
  return words.map((_, i) => (signs.readUIntBE(i * 16, 6) % SIGNS).toString(36).padStart(SIGN_LENGTH, '0'))
}

/** The context in which a hash is hashed again. No other place uses it. */
const HASHED = 'hash of an earlier key'
const hashedAgain = (layer: Layer, hash: string) => mac(layer.key, HASHED, hash).digest('base64url')
const fileHashedAgain = (layer: Layer, hash: string) => mac(layer.file, HASHED, hash).digest('hex')

/** How the successor of a SECRET_KEY hashes what that one had hashed. */
export function rehashing(newSecretKey: string): Rehash {
  const layer = layerBy(newSecretKey)
  return {
    key: stored => hashedAgain(layer, stored),
    searchSigns: stored => signsOf(layer, stored),
    file: stored => fileHashedAgain(layer, stored),
  }
}

/**
 * @param secretKey at least 32 characters of randomness
 * @param earlier what SECRET_KEYs before this one left
 */
export function makeSecrets(secretKey: string, earlier?: EarlierKeys): Secrets {
  const sealKey = createSecretKey(derived(secretKey, 'seal'))
  const fileKey = derived(secretKey, 'seal-file')
  const signKey = derived(secretKey, 'sign')
  const codeKey = earlier?.trackingCode ? bytes(earlier.trackingCode) : derived(secretKey, 'tracking-code')
  const saltKey = earlier ? bytes(earlier.ledgerSalt) : derived(secretKey, 'ledger-salt')
  const own = layerBy(secretKey)
  const inner = (earlier?.layers ?? []).map(l => layerOf(bytes(l.key), bytes(l.search), bytes(l.file)))
  const first = inner[0] ?? own
  const others = [...inner, own].slice(1)

  // Contexts are names of places, so there are few of them.
  const contexts = new Map<string, Buffer>()
  const bytesOf = (context: string): Buffer => {
    const known = contexts.get(context)
    if (known) return known
    const bytes = Buffer.from(context)
    contexts.set(context, bytes)
    return bytes
  }

  const secrets: Secrets = {
    seal(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce).setAAD(bytesOf(context))
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`
    },
    open(sealed, context) {
      if (!sealed.startsWith('v1.')) throw new Error('sealed text has an unknown version')
      const bytes = Buffer.from(sealed.slice(3), 'base64url')
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(bytesOf(context)).setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
    },
    sealBytes(plain, context) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', fileKey, nonce).setAAD(Buffer.from(context))
      const body = [cipher.update(plain), cipher.final()]
      return Buffer.concat([nonce, cipher.getAuthTag(), ...body])
    },
    openBytes(sealed, context) {
      const decipher = createDecipheriv('aes-256-gcm', fileKey, sealed.subarray(0, 12), { authTagLength: 16 })
      decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(12, 28))
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
    },
    keyBytes: content =>
      others.reduce(
        (hash, layer) => fileHashedAgain(layer, hash),
        createHmac('sha256', first.file).update(content).digest('hex'),
      ),
    key: (value, context) =>
      others.reduce(
        (hash, layer) => hashedAgain(layer, hash),
        mac(first.key, context, value).digest('base64url'),
      ),
    searchSigns: words => others.reduce((signs, layer) => signsOf(layer, signs), signsOf(first, words)),
    trackingCode(caseNumber) {
      // 31^10 ≈ 8 × 10^14 codes; a page allows few tries, so ten signs are plenty.
      const bytes = mac(codeKey, 'case', caseNumber).digest()
      let n = bytes.readBigUInt64BE(0)
      let code = ''
      for (let i = 0; i < 10; i++, n /= 31n) code += ALPHABET[Number(n % 31n)]
      return code
    },
    opensCase: (caseNumber, code) =>
      sameSecret(code.toUpperCase().replace(/[^0-9A-Z]/g, ''), secrets.trackingCode(caseNumber)),
    ledgerSalt: caseNumber => mac(saltKey, 'case', caseNumber).digest().toString('hex', 0, 16),
    sign: (value, context) => mac(signKey, context, value).digest('base64url'),
    verify: (value, signature, context) => sameSecret(signature, secrets.sign(value, context)),
    after: left => makeSecrets(secretKey, left),
    leave: () => ({
      trackingCode: text(codeKey),
      ledgerSalt: text(saltKey),
      layers: [
        ...(earlier?.layers ?? []),
        { key: text(own.key), search: text(derived(secretKey, 'search')), file: text(own.file) },
      ],
    }),
  }
  return secrets
}
