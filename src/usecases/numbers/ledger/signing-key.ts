import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import type { Secrets } from '../../../domain/base/secrets.ts'
import { formatVerifierKey, keyId, type VerifierKey } from '../../../domain/numbers/log/note.ts'

/** The office's Ed25519 keys. A secret key is sealed with SECRET_KEY wherever it is stored, and never leaves this file. */

const CONTEXT = 'ledger.key'
const ED25519 = 1

interface NewKey {
  verifier: VerifierKey
  /** C2SP's form of it. */
  text: string
  secretSealed: string
}

/** @param name the key's name in signatures. @param type 1 signs checkpoints, 4 cosigns those of others. */
export function makeKey(secrets: Secrets, name: string, type: 1 | 4 = ED25519): NewKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const bytes = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'))
  const verifier: VerifierKey = { name, type, publicKey: bytes, id: keyId(name, type, bytes) }
  return {
    verifier,
    text: formatVerifierKey(verifier),
    secretSealed: secrets.seal(
      privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
      CONTEXT,
    ),
  }
}

/** Signs with a sealed key. */
export function signerOf(secrets: Secrets, secretSealed: string): (message: Uint8Array) => Uint8Array {
  const key = createPrivateKey({
    key: Buffer.from(secrets.open(secretSealed, CONTEXT), 'base64'),
    format: 'der',
    type: 'pkcs8',
  })
  return message => new Uint8Array(sign(null, message, key))
}
