import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../../../src/domain/numbers/log/bytes.ts'
import { formatCheckpoint, parseCheckpoint } from '../../../../src/domain/numbers/log/checkpoint.ts'
import { provesInclusion, rootOf } from '../../../../src/domain/numbers/log/merkle.ts'
import { formatNote, parseNote, signatureLine, verifyNote } from '../../../../src/domain/numbers/log/note.ts'
import { formatProof, parseProof } from '../../../../src/domain/numbers/log/proof.ts'
import { runs } from '../../../helpers/runs.ts'
import { garbled, signer } from './signers.ts'
import { leavesOf, plainPath } from './trees.ts'

const log = signer('example.com/fancylog')
const leaves = leavesOf(11)
const body = formatCheckpoint({ origin: log.key.name, size: 11, root: rootOf(leaves), extensions: [] })
const checkpoint = formatNote(body, [signatureLine(log.key, log.sign, body)])
const proof = plainPath(7, leaves)
const hashes = proof.map(hash => `${toBase64(hash)}\n`).join('')

describe('a proof to keep', () => {
  it('is written as the specification shows it', () => {
    const extra = Buffer.from('age-v1.2.1-darwin-arm64.tar.gz')
    expect(formatProof({ extra, index: 7, proof, checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nextra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6\nindex 7\n${hashes}\n${checkpoint}`,
    )
    expect(formatProof({ index: 0, proof: [], checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`,
    )
  })

  it('proves offline that the entry is in the log', async () => {
    const read = parseProof(formatProof({ index: 7, proof, checkpoint }))!
    const note = parseNote(read.checkpoint)!
    expect(await verifyNote(note, [log.key])).toEqual([log.key])
    const { size, root } = parseCheckpoint(note.text)!
    const claim = { index: read.index, proof: read.proof, size, root }
    expect(provesInclusion({ ...claim, leaf: leaves[7]! })).toBe(true)
    expect(provesInclusion({ ...claim, leaf: leaves[6]! })).toBe(false)
  })

  it('is read back', () => {
    const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
    const proofs = fc.record({
      index: fc.maxSafeNat(),
      proof: fc.array(hash, { maxLength: 63 }),
      extra: fc.option(fc.uint8Array({ minLength: 1, maxLength: 80 }), { nil: undefined }),
    })
    fc.assert(
      fc.property(proofs, ({ extra, ...rest }) => {
        const all = { ...rest, checkpoint, ...(extra && { extra }) }
        expect(parseProof(formatProof(all))).toEqual(all)
      }),
      runs(),
    )
  })

  it('is refused where it breaks a rule', () => {
    const head = 'c2sp.org/tlog-proof@v1\n'
    const rest = `${hashes}\n${checkpoint}`
    expect(parseProof(`${head}index 7\n${rest}`)).not.toBeNull()
    for (const text of [
      '',
      `c2sp.org/tlog-proof@v2\nindex 7\n${rest}`,
      `index 7\n${rest}`,
      `${head}${rest}`,
      `${head}index 07\n${rest}`,
      `${head}index -7\n${rest}`,
      `${head}index\n${rest}`,
      `${head}index 7 \n${rest}`,
      `${head}index 9007199254740992\n${rest}`,
      `${head}extra \nindex 7\n${rest}`,
      `${head}extra\nindex 7\n${rest}`,
      `${head}extra YQ\nindex 7\n${rest}`,
      `${head}extra YQ==\nextra YQ==\nindex 7\n${rest}`,
      `${head}index 7\nextra YQ==\n${rest}`,
      `${head}index 7\nAAAA\n${rest}`,
      `${head}index 7\n${hashes}${checkpoint}`,
      `${head}index 7\n${hashes}\n\n${checkpoint}`,
      `${head}index 7\n${hashes}\n${body}`,
      `${head}index 7\n${hashes}\n${checkpoint}more`,
      `${head}index 7\n${toBase64(proof[0]!)}\n`.padEnd(64, '\n') + checkpoint,
      `${head}index 7\n${`${toBase64(proof[0]!)}\n`.repeat(64)}\n${checkpoint}`,
    ])
      expect(parseProof(text), JSON.stringify(text)).toBeNull()
    const noCheckpoint = formatNote('hello\n', [signatureLine(log.key, log.sign, 'hello\n')])
    expect(parseProof(`${head}index 7\n${hashes}\n${noCheckpoint}`)).toBeNull()
  })

  it('never throws, and says no more than it says, however it is garbled', () => {
    const good = formatProof({ extra: Uint8Array.of(1, 2, 3), index: 7, proof, checkpoint })
    for (const text of garbled(good)) {
      const read = parseProof(text)
      expect(read === null || formatProof(read) === text, JSON.stringify(text)).toBe(true)
    }
    for (let length = 0; length < good.length; length++) expect(parseProof(good.slice(0, length))).toBeNull()
  })

  it('is not written where nobody could read it', () => {
    const good = { index: 7, proof, checkpoint }
    for (const other of [
      { index: -1 },
      { index: 0.5 },
      { proof: [new Uint8Array(31)] },
      { proof: Array.from({ length: 64 }, () => proof[0]!) },
      { extra: new Uint8Array() },
      { checkpoint: body },
      { checkpoint: `\n${checkpoint}` },
    ])
      expect(() => formatProof({ ...good, ...other }), JSON.stringify(other)).toThrow(RangeError)
  })
})
