import { describe, expect, it } from 'vitest'
import { formatAddCheckpoint, parseAddCheckpoint } from '../../../../src/domain/numbers/log/add-checkpoint.ts'
import { toBase64, utf8 } from '../../../../src/domain/numbers/log/bytes.ts'
import { garbled } from './signers.ts'
import { leavesOf } from './trees.ts'

/** The request that C2SP's tlog-witness has as its example. */
const EXAMPLE = `old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
`
const parse = (text: string) => parseAddCheckpoint(utf8(text))
const written = (text: string) => {
  const read = parse(text)!
  const { oldSize, proof } = read
  return formatAddCheckpoint({ oldSize, proof, checkpoint: text.slice(text.indexOf('\n\n') + 2) })
}

describe('a request to a witness', () => {
  it('is read as the specification shows it', () => {
    const read = parse(EXAMPLE)!
    expect(read.oldSize).toBe(20852014)
    expect(read.proof.map(toBase64)).toEqual(EXAMPLE.split('\n').slice(1, 5))
    expect(read.checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 })
    expect(read.note.signatures).toHaveLength(2)
  })

  it('is written as the specification shows it', () => {
    expect(written(EXAMPLE)).toBe(EXAMPLE)
    const first = `old 0${EXAMPLE.slice(EXAMPLE.indexOf('\n\n'))}`
    expect(parse(first)).toMatchObject({ oldSize: 0, proof: [] })
    expect(written(first)).toBe(first)
  })

  it('is refused, or means exactly what is there, when it is garbled', () => {
    // What is left out of the last lines can leave a whole note with fewer signatures.
    for (const text of garbled(EXAMPLE)) if (parse(text)) expect(written(text)).toBe(text)
  })

  it('has at most 63 hashes, each whole', () => {
    const with_ = (lines: readonly string[]) =>
      parse(['old 5', ...lines, EXAMPLE.slice(EXAMPLE.indexOf('\n\n') + 1)].join('\n'))
    const hashes = leavesOf(64).map(toBase64)
    expect(with_(hashes.slice(1))!.proof).toHaveLength(63)
    expect(with_(hashes)).toBeNull()
    expect(with_([hashes[0]!.slice(4)])).toBeNull()
    expect(with_([`${hashes[0]} `])).toBeNull()
  })

  it('is UTF-8', () => {
    expect(parseAddCheckpoint(Uint8Array.of(...utf8(EXAMPLE), 0xff))).toBeNull()
  })
})
