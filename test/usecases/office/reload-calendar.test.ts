import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { ContentError, loadContent } from '../../../src/usecases/office/load-content.ts'

it('a calendar file with an error is refused with its line, and nothing of the new content is taken', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-office-'))
  cpSync(join(ROOT, 'flows'), dir, { recursive: true })
  try {
    const now = new Date('2026-11-16T00:00:00Z')
    await expect(loadContent(dir, now)).resolves.toBeDefined()
    // 2 January 2027 is a Saturday: a make-up day must be a weekend day, 4 January is a Monday.
    writeFileSync(
      join(dir, 'calendar/2027.yaml'),
      [
        'year: 2027',
        'version: 1',
        'notices:',
        '  - { title: 通知, number: 国办发明电〔2026〕1号 }',
        'holidays:',
        '  - { name: 元旦, from: 2027-01-01, to: 2027-01-03, worked: [2027-01-04] }',
        '',
      ].join('\n'),
    )
    const error = await loadContent(dir, now).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(ContentError)
    const { problems } = error as ContentError
    expect(problems.every(p => p.file === 'calendar/2027.yaml' && p.line >= 1)).toBe(true)
    expect(problems.length).toBeGreaterThan(0)
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})
