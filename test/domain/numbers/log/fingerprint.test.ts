import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fingerprintOf } from '../../../../src/domain/numbers/log/fingerprint.ts'
import { runs } from '../../../helpers/runs.ts'

const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'

/** The same with Node. */
function byNode(text: string): string {
  let hash = createHash('sha256').update(text, 'utf8').digest()
  for (let i = 0; i < 5000; i++) hash = createHash('sha256').update(hash).digest()
  const number = BigInt(`0x${hash.toString('hex', 0, 16)}`) % 10n ** 30n
  return String(number)
    .padStart(30, '0')
    .replace(/.{5}(?!$)/g, '$& ')
}

describe('the number of a checkpoint', () => {
  it('is what Node computes, six groups of five digits', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), text => {
        expect(fingerprintOf(text)).toBe(byNode(text))
        expect(fingerprintOf(text)).toMatch(/^[0-9]{5}( [0-9]{5}){5}$/)
      }),
      runs(8),
    )
  })

  it('stays what it is, since people have written it down', () => {
    expect(fingerprintOf(TEXT)).toBe('41099 80226 40321 51747 93889 94330')
  })

  it('is another one for another size', () => {
    expect(fingerprintOf(TEXT.replace('20852163', '20852164'))).not.toBe(fingerprintOf(TEXT))
  })
})
