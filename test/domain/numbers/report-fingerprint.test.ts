import { describe, expect, it } from 'vitest'
import { weekNamed } from '../../../src/domain/base/week.ts'
import type { Digest } from '../../../src/domain/numbers/digest-schema.ts'
import { digestScreen, digestText } from '../../../src/domain/numbers/digest-text.ts'
import { toBase64 } from '../../../src/domain/numbers/log/bytes.ts'
import { formatCheckpoint } from '../../../src/domain/numbers/log/checkpoint.ts'
import { fingerprintOf } from '../../../src/domain/numbers/log/fingerprint.ts'
import { EMPTY_ROOT } from '../../../src/domain/numbers/log/merkle.ts'
import { formatNote, signatureLine } from '../../../src/domain/numbers/log/note.ts'
import { FINGERPRINT_MEANING, reportFingerprint } from '../../../src/domain/numbers/report-fingerprint.ts'
import { digestFor } from '../../helpers/digest-for.ts'
import { signer } from './log/signers.ts'

const names = { office: '青禾镇', department: () => null }
const origin = 'huiyin.example.gov.cn/public/ledger'
const text = formatCheckpoint({ origin, size: 7, root: EMPTY_ROOT, extensions: [] })

/** Of a week without cases. @param signers of its checkpoint; none: older than the ledger */
function digest(...signers: string[]): Digest {
  const lines = signers.map(name => {
    const { key, sign } = signer(name)
    return signatureLine(key, sign, text)
  })
  const ledger =
    lines.length === 0 ? null : { size: 7, root: toBase64(EMPTY_ROOT), checkpoint: formatNote(text, lines) }
  return { ...digestFor([], weekNamed('2026-W46')!, new Date('2026-11-16T10:00+08:00')), ledger }
}

describe('the fingerprint of a report', () => {
  it('is that of its checkpoint, whoever has signed it besides the office', () => {
    expect(reportFingerprint(digest(origin))).toBe(fingerprintOf(text))
    expect(reportFingerprint(digest(origin, 'witness.example'))).toBe(fingerprintOf(text))
  })

  it('stands in the chat and in the text, in six groups, with what it is for', () => {
    const line = `台账指纹：${fingerprintOf(text)}。${FINGERPRINT_MEANING}`
    const screen = digestScreen(digest(origin), names, { version: 1, reason: null })
    for (const said of [screen, digestText(digest(origin), names)]) expect(said.split('\n').at(-1)).toBe(line)
    expect(line).toMatch(/^台账指纹：(\d{5} ){5}\d{5}。/)
  })

  it('is not made up for a report from before the ledger', () => {
    expect(reportFingerprint(digest())).toBeNull()
    for (const said of [
      digestScreen(digest(), names, { version: 1, reason: null }),
      digestText(digest(), names),
    ])
      expect(said).not.toMatch(/指纹|\d{5} \d{5}/)
  })
})
