import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBase64 } from '../../../../src/domain/numbers/log/bytes.ts'
import { formatCheckpoint, parseCheckpoint } from '../../../../src/domain/numbers/log/checkpoint.ts'
import { parseNote } from '../../../../src/domain/numbers/log/note.ts'
import { runs } from '../../../helpers/runs.ts'
import { garbled } from './signers.ts'

// The example of the specification.
const SIGNED = `example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
`
const { text: TEXT } = parseNote(SIGNED)!
const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I='

describe('a checkpoint', () => {
  it('is read from the example of the specification', () => {
    const checkpoint = parseCheckpoint(TEXT)!
    expect(checkpoint).toMatchObject({
      origin: 'example.com/behind-the-sofa',
      size: 20852163,
      extensions: [],
    })
    expect(toBase64(checkpoint.root)).toBe(ROOT)
    expect(formatCheckpoint(checkpoint)).toBe(TEXT)
  })

  it('is read back, whatever its origin and further lines are', () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter(one => !/[\u0000-\u001f]/.test(one))
    const checkpoints = fc.record({
      origin: line,
      size: fc.maxSafeNat(),
      root: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      extensions: fc.array(line, { maxLength: 3 }),
    })
    fc.assert(
      fc.property(checkpoints, checkpoint => {
        expect(parseCheckpoint(formatCheckpoint(checkpoint))).toEqual(checkpoint)
      }),
      runs(),
    )
  })

  it('is refused where it breaks a rule', () => {
    for (const text of [
      '',
      '\n',
      'a\n5\n',
      `a\n5\n${ROOT}`,
      `\n5\n${ROOT}\n`,
      `a\n05\n${ROOT}\n`,
      `a\n-5\n${ROOT}\n`,
      `a\n5 \n${ROOT}\n`,
      `a\n9007199254740992\n${ROOT}\n`,
      `a\n\n5\n${ROOT}\n`,
      `a\n5\n${ROOT}\n\n`,
      `a\n5\n${ROOT}\nmore\n\n`,
      `a\n5\n${ROOT.replace('2I=', '2J=')}\n`,
      'a\n5\nAAAA\n',
      `a\r\n5\r\n${ROOT}\r\n`,
      `a\n5\n${ROOT}\nta\tb\n`,
      SIGNED,
    ])
      expect(parseCheckpoint(text), JSON.stringify(text)).toBeNull()
    expect(parseCheckpoint(`a\n0\n${ROOT}\nmore\n`)).toMatchObject({ size: 0, extensions: ['more'] })
  })

  it('never throws, however it is garbled', () => {
    for (const text of garbled(TEXT)) {
      const read = parseCheckpoint(text)
      expect(read === null || formatCheckpoint(read) === text, JSON.stringify(text)).toBe(true)
    }
    for (let length = 0; length < TEXT.length; length++)
      expect(parseCheckpoint(TEXT.slice(0, length))).toBeNull()
  })

  it('is not written where nobody could read it', () => {
    const good = { origin: 'a', size: 1, root: new Uint8Array(32), extensions: [] }
    for (const other of [
      { origin: '' },
      { origin: 'a\nb' },
      { origin: `a\n1\n${ROOT}` },
      { size: -1 },
      { size: 0.5 },
      { size: 2 ** 53 },
      { root: new Uint8Array(31) },
      { extensions: [''] },
      { extensions: ['a\nb'] },
      { extensions: ['a\u0000'] },
    ])
      expect(() => formatCheckpoint({ ...good, ...other }), JSON.stringify(other)).toThrow(RangeError)
  })
})
