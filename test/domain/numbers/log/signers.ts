import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { keyId, type VerifierKey } from '../../../../src/domain/numbers/log/note.ts'

/** A key pair of Node, always the same for a name. */
export function signer(
  name: string,
  type: VerifierKey['type'] = 1,
): { key: VerifierKey; sign: (message: Uint8Array) => Uint8Array } {
  const seed = createHash('sha256').update(name).digest()
  const secret = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]),
    format: 'der',
    type: 'pkcs8',
  })
  const { x } = createPublicKey(secret).export({ format: 'jwk' })
  const publicKey = new Uint8Array(Buffer.from(x!, 'base64url'))
  return {
    key: { name, id: keyId(name, type, publicKey), type, publicKey },
    sign: message => sign(null, message, secret),
  }
}

/** Texts near a good one: cut off, one character changed, one put in, lines swapped. */
export function garbled(text: string): string[] {
  const lines = text.split('\n')
  return [
    ...Array.from(text, (_, i) => text.slice(0, i)),
    ...Array.from(text, (_, i) => `${text.slice(0, i)}\u0000${text.slice(i)}`),
    ...Array.from(text, (_, i) => `${text.slice(0, i)}\ud800${text.slice(i + 1)}`),
    ...lines.map((_, i) => [...lines.slice(0, i), '', ...lines.slice(i)].join('\n')),
    ...lines.map((_, i) => [...lines.slice(i), ...lines.slice(0, i)].join('\n')),
    text.replaceAll('\n', '\r\n'),
    text.replaceAll(' ', '  '),
  ].filter(other => other !== text)
}
