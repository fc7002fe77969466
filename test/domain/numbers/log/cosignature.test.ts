import { describe, expect, it } from 'vitest'
import { utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { cosign, verifyCosignature } from '../../../../src/domain/numbers/log/cosignature.ts'
import { formatVerifierKey, keyId, verifyEd25519 } from '../../../../src/domain/numbers/log/note.ts'
import { parseSignatureLine } from '../../../../src/domain/numbers/log/signature-line.ts'
import { signer } from './signers.ts'
import { changed } from './trees.ts'

const { key, sign } = signer('witness.example/w1', 4)
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'
const TIME = 1_679_315_147

const signatureOf = (line: string) => parseSignatureLine(line.slice(0, -1))!.signature
const verified = (signature: Uint8Array, text = TEXT, by = key) =>
  verifyCosignature(by, signature, text, verifyEd25519)

describe('a cosignature', () => {
  it('signs the message of the specification, and says when', async () => {
    const messages: string[] = []
    const line = cosign(
      key,
      message => {
        messages.push(Buffer.from(message).toString())
        return sign(message)
      },
      TEXT,
      TIME,
    )
    expect(messages).toEqual([`cosignature/v1\ntime 1679315147\n${TEXT}`])
    expect(parseSignatureLine(line.slice(0, -1))).toMatchObject({ name: key.name, id: key.id })
    const signature = signatureOf(line)
    expect(signature).toHaveLength(72)
    expect(Buffer.from(signature).readBigUInt64BE()).toBe(BigInt(TIME))
    expect(await verified(signature)).toBe(TIME)
  })

  it('is of another key than a plain signature with the same secret', () => {
    expect(keyId(key.name, 4, key.publicKey)).not.toBe(keyId(key.name, 1, key.publicKey))
    expect(formatVerifierKey(key)).toMatch(/^witness\.example\/w1\+[0-9a-f]{8}\+B/)
  })

  it('holds any time that a number holds exactly', async () => {
    for (const time of [0, 1, 2 ** 32, Number.MAX_SAFE_INTEGER])
      expect(await verified(signatureOf(cosign(key, sign, TEXT, time)))).toBe(time)
  })

  it('is refused once a byte of it, the text or the key is another', async () => {
    const signature = signatureOf(cosign(key, sign, TEXT, TIME))
    for (const other of changed(signature)) expect(await verified(other)).toBeNull()
    expect(await verified(signature, TEXT.replace('20852163', '20852164'))).toBeNull()
    expect(await verified(signature, TEXT, signer('another.example', 4).key)).toBeNull()
    expect(await verified(signature, TEXT, { ...key, type: 1 })).toBeNull()
    for (let length = 0; length < signature.length; length++)
      expect(await verified(signature.slice(0, length))).toBeNull()
    expect(await verified(new Uint8Array([...signature, 0]))).toBeNull()
  })

  it('is of a checkpoint, not of any text', async () => {
    const text = 'hello\n'
    const bytes = new Uint8Array(8 + 64)
    bytes.set(sign(utf8(`cosignature/v1\ntime 0\n${text}`)), 8)
    expect(await verified(bytes, text)).toBeNull()
    expect(() => cosign(key, sign, text, TIME)).toThrow(RangeError)
  })

  it('is not made with another kind of key, or at no time', () => {
    expect(() => cosign({ ...key, type: 1 }, sign, TEXT, TIME)).toThrow(TypeError)
    for (const time of [-1, 0.5, Number.NaN, 2 ** 53])
      expect(() => cosign(key, sign, TEXT, time)).toThrow(RangeError)
  })
})
