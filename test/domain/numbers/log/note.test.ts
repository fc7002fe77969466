import { generateKeyPairSync, sign as signByNode, verify as verifyByNode } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64, utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { cosign } from '../../../../src/domain/numbers/log/cosignature.ts'
import {
  formatNote,
  formatVerifierKey,
  keyId,
  parseNote,
  parseVerifierKey,
  signatureLine,
  verifyEd25519,
  verifyNote,
} from '../../../../src/domain/numbers/log/note.ts'
import { formatSignatureLine } from '../../../../src/domain/numbers/log/signature-line.ts'
import { runs } from '../../../helpers/runs.ts'
import { garbled, signer } from './signers.ts'
import { changed } from './trees.ts'

// The example of the specification.
const KEY = 'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k'
const NOTE = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
const alice = signer('alice.example')
const bob = signer('bob.example/log')
const witness = signer('witness.example/w1', 4)
const TEXT = '第一行\n\nthe last line\n'
const CHECKPOINT = `alice.example\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`

const noteBy = (text: string, ...keys: (typeof alice)[]) =>
  formatNote(
    text,
    keys.map(({ key, sign }) => signatureLine(key, sign, text)),
  )

describe('the example of the specification', () => {
  it('verifies', async () => {
    const key = parseVerifierKey(KEY)!
    expect(key).toMatchObject({ name: 'example.com/foo', id: 0x530d903a, type: 1 })
    expect(formatVerifierKey(key)).toBe(KEY)
    const note = parseNote(NOTE)!
    expect(note.text).toBe('This is an example message.\n')
    expect(await verifyNote(note, [key])).toEqual([key])
    expect(formatNote(note.text, note.signatures.map(formatSignatureLine))).toBe(NOTE)
  })

  it('does not once its text is another', async () => {
    const note = parseNote(NOTE.replace('an example', 'no example'))!
    expect(await verifyNote(note, [parseVerifierKey(KEY)!])).toBeNull()
  })
})

describe('keys', () => {
  it('are read back', () => {
    for (const { key } of [alice, bob, witness]) expect(parseVerifierKey(formatVerifierKey(key))).toEqual(key)
  })

  it('are read when their base64 has a plus sign', () => {
    const keys = Array.from({ length: 40 }, (_, i) => signer(`key ${i}`.replace(' ', '-')).key)
    const withPlus = keys.filter(key => toBase64(key.publicKey).includes('+'))
    expect(withPlus.length).toBeGreaterThan(5)
    for (const key of keys) expect(parseVerifierKey(formatVerifierKey(key))).toEqual(key)
  })

  it('are refused when their id is that of another key, name or type', () => {
    const { key } = alice
    for (const other of [
      { ...key, id: key.id ^ 1 },
      { ...key, name: 'alice.example2' },
      { ...key, type: 4 as const },
      { ...key, publicKey: bob.key.publicKey },
    ])
      expect(parseVerifierKey(formatVerifierKey(other))).toBeNull()
  })

  it('are refused of other types and lengths, and with names that no note can carry', () => {
    const vkey = (name: string, type: number, publicKey: Uint8Array) =>
      formatVerifierKey({ name, type: type as 1, publicKey, id: keyId(name, type as 1, publicKey) })
    expect(parseVerifierKey(vkey('a', 1, alice.key.publicKey))).not.toBeNull()
    expect(parseVerifierKey(vkey('a', 2, alice.key.publicKey))).toBeNull()
    expect(parseVerifierKey(vkey('a', 1, alice.key.publicKey.slice(1)))).toBeNull()
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\u3000b', 'a\n', 'a\u0001', '\ud800'])
      expect(parseVerifierKey(vkey(name, 1, alice.key.publicKey)), JSON.stringify(name)).toBeNull()
  })

  it('never throw, however the text is garbled', () => {
    for (const text of garbled(KEY)) expect(parseVerifierKey(text), text).toBeNull()
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => parseVerifierKey(text) === null),
      runs(),
    )
    expect(parseVerifierKey(KEY.toUpperCase())).toBeNull()
  })
})

describe('Ed25519', () => {
  it('agrees with Node', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(63), (message, at) => {
        const { publicKey, privateKey } = generateKeyPairSync('ed25519')
        const raw = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'))
        const signature = new Uint8Array(signByNode(null, message, privateKey))
        expect(verifyEd25519(raw, message, signature)).toBe(true)
        const other = signature.with(at, signature[at]! ^ 1)
        expect(verifyByNode(null, message, publicKey, other)).toBe(false)
        expect(verifyEd25519(raw, message, other)).toBe(false)
        expect(verifyEd25519(raw, new Uint8Array([...message, 0]), signature)).toBe(false)
      }),
      runs(20),
    )
  })

  it('takes no key and no signature of another length, and no key that is no point or signs anything', () => {
    const signature = alice.sign(utf8(TEXT))
    const { publicKey } = alice.key
    expect(verifyEd25519(publicKey, utf8(TEXT), signature)).toBe(true)
    expect(verifyEd25519(publicKey.slice(1), utf8(TEXT), signature)).toBe(false)
    expect(verifyEd25519(publicKey, utf8(TEXT), signature.slice(1))).toBe(false)
    expect(verifyEd25519(new Uint8Array(32).fill(255), utf8(TEXT), signature)).toBe(false)
    // The neutral point with the signature zero verifies for every message where such keys are let in.
    const neutral = new Uint8Array(32).with(0, 1)
    const nothing = new Uint8Array(64).with(0, 1)
    expect(verifyEd25519(neutral, utf8(TEXT), nothing)).toBe(false)
  })
})

describe('signed notes', () => {
  it('say which of the keys signed them, and pass over the others', async () => {
    const note = parseNote(noteBy(TEXT, alice, bob))!
    expect(note.text).toBe(TEXT)
    expect(note.signatures.map(({ name }) => name)).toEqual(['alice.example', 'bob.example/log'])
    expect(await verifyNote(note, [bob.key, alice.key])).toEqual([bob.key, alice.key])
    expect(await verifyNote(note, [alice.key])).toEqual([alice.key])
    expect(await verifyNote(note, [signer('carol.example').key])).toEqual([])
  })

  it('are signed by anybody under a name or an id alone, and that counts for nothing', async () => {
    const sameName = { ...alice.key, id: alice.key.id ^ 1 }
    const sameId = { ...alice.key, name: 'mallory.example' }
    const lines = [sameName, sameId].map(key => signatureLine(key, bob.sign, TEXT))
    const note = parseNote(formatNote(TEXT, [...lines, signatureLine(bob.key, bob.sign, TEXT)]))!
    expect(await verifyNote(note, [alice.key, bob.key])).toEqual([bob.key])
  })

  it('are refused whole when a signature of a known key is wrong, even beside a right one of it', async () => {
    const right = signatureLine(alice.key, alice.sign, TEXT)
    const wrong = signatureLine(alice.key, alice.sign, 'another text\n')
    const by = (...lines: string[]) => parseNote(formatNote(TEXT, lines))!
    expect(await verifyNote(by(right, right), [alice.key])).toEqual([alice.key])
    expect(await verifyNote(by(right, wrong), [alice.key])).toBeNull()
    expect(await verifyNote(by(wrong, right), [alice.key])).toBeNull()
    expect(await verifyNote(by(wrong), [alice.key, bob.key])).toBeNull()
    const { signature } = parseNote(noteBy(TEXT, alice))!.signatures[0]!
    for (const other of changed(signature)) {
      const line = formatSignatureLine({ ...alice.key, signature: other })
      expect(await verifyNote(by(line), [alice.key])).toBeNull()
    }
  })

  it('are verified by whatever is given, which may take its time', async () => {
    const note = parseNote(noteBy(TEXT, alice))!
    const asked: string[] = []
    const verify = async (_key: Uint8Array, message: Uint8Array) => {
      asked.push(Buffer.from(message).toString())
      return false
    }
    expect(await verifyNote(note, [alice.key], verify)).toBeNull()
    expect(asked).toEqual([TEXT])
  })

  it('are verified by the rule of cosignatures where the key is one for them', async () => {
    const lines = [
      signatureLine(alice.key, alice.sign, CHECKPOINT),
      cosign(witness.key, witness.sign, CHECKPOINT, 1_679_315_147),
    ]
    const note = parseNote(formatNote(CHECKPOINT, lines))!
    expect(await verifyNote(note, [alice.key, witness.key])).toEqual([alice.key, witness.key])
    // A plain signature under the id of the witness is none.
    const plain = formatSignatureLine({ ...witness.key, signature: witness.sign(utf8(CHECKPOINT)) })
    expect(await verifyNote(parseNote(formatNote(CHECKPOINT, [plain]))!, [witness.key])).toBeNull()
  })

  it('hold any text of lines', async () => {
    const line = fc.string({ unit: 'grapheme' }).filter(text => !/[\u0000-\u001f]|\p{Surrogate}/u.test(text))
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 5 }), async lines => {
        const text = lines.map(one => `${one}\n`).join('')
        const note = parseNote(noteBy(text, alice))
        expect(note?.text).toBe(text)
        expect(await verifyNote(note!, [alice.key])).toEqual([alice.key])
      }),
      runs(30),
    )
  })

  it('may have a text that looks like a note itself', () => {
    const inner = noteBy(TEXT, alice)
    const note = parseNote(noteBy(inner, bob))!
    expect(note.text).toBe(inner)
    expect(note.signatures).toHaveLength(1)
  })

  it('have 1 to 100 signatures', () => {
    const line = signatureLine(alice.key, alice.sign, TEXT)
    expect(parseNote(`${TEXT}\n`)).toBeNull()
    expect(parseNote(`${TEXT}\n${line.repeat(100)}`)?.signatures).toHaveLength(100)
    expect(parseNote(`${TEXT}\n${line.repeat(101)}`)).toBeNull()
  })

  it('are a million bytes at most', () => {
    const rest = `\n\n${signatureLine(alice.key, alice.sign, TEXT)}`
    const room = 1_000_000 - utf8(rest).length
    expect(parseNote('a'.repeat(room) + rest)).not.toBeNull()
    expect(parseNote('a'.repeat(room + 1) + rest)).toBeNull()
    expect(parseNote('字'.repeat(room / 2) + rest)).toBeNull()
  })

  it('are refused where a line is not one of a signature', () => {
    const line = signatureLine(alice.key, alice.sign, TEXT).slice(0, -1)
    const base64 = line.split(' ')[2]!
    expect(parseNote(`${TEXT}\n${line}\n`)).not.toBeNull()
    for (const other of [
      line.replace('—', '-'),
      line.replace('— ', '—'),
      line.replace(' alice', '  alice'),
      `${line} `,
      ` ${line}`,
      `— ${base64}`,
      `— alice+example ${base64}`,
      `— alice\u00a0example ${base64}`,
      `— alice.example ${base64.replace(/=$/, '')}`,
      '— alice.example AAAAAA==',
      '— alice.example AAAA',
      '— alice.example ',
      '— alice.example',
    ])
      expect(parseNote(`${TEXT}\n${other}\n`), other).toBeNull()
    expect(parseNote('— alice.example AAAAAAA=\n'), 'no text').toBeNull()
    expect(parseNote(`${TEXT}\n— alice.example AAAAAAA=`), 'no last line break').toBeNull()
    expect(parseNote(`${TEXT}\n— alice.example AAAAAAA=\n`)?.signatures[0]).toEqual({
      name: 'alice.example',
      id: 0,
      signature: Uint8Array.of(0),
    })
  })

  it('never throw and never verify, however they are garbled', async () => {
    const good = noteBy(TEXT, alice)
    for (const other of garbled(good)) {
      const note = parseNote(other)
      if (note) expect(await verifyNote(note, [alice.key]), other).not.toEqual([alice.key])
    }
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => parseNote(`${text}\n\n${text}`) === null),
      runs(),
    )
  })

  it('are not written where nobody could read them', () => {
    const line = signatureLine(alice.key, alice.sign, TEXT)
    expect(() => formatNote('no line break', [line])).toThrow(RangeError)
    expect(() => formatNote('a\tb\n', [line])).toThrow(RangeError)
    expect(() => formatNote(TEXT, [])).toThrow(RangeError)
    expect(() => formatNote(TEXT, ['— alice\n'])).toThrow(RangeError)
    expect(() => formatNote(TEXT, [`\n${line}`])).toThrow(RangeError)
    expect(() => signatureLine(witness.key, witness.sign, TEXT)).toThrow(TypeError)
  })
})
