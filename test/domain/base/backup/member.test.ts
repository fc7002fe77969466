import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  memberOf,
  NAMES,
  nameOfAttachment,
  nameOfOfficeFile,
  nameOfTable,
} from '../../../../src/domain/base/backup/member.ts'
import { runs } from '../../../helpers/runs.ts'

const HASH = 'ab'.repeat(32)

describe('the names in a backup', () => {
  it('are read as they are written', () => {
    for (const [kind, name] of Object.entries(NAMES)) expect(memberOf(name)).toEqual({ kind })
    expect(memberOf(nameOfTable(11, 'CaseEvent'))).toEqual({ kind: 'table', table: 'CaseEvent' })
    expect(memberOf(nameOfAttachment(HASH))).toEqual({ kind: 'attachment', hash: HASH })
    expect(memberOf(nameOfOfficeFile('guides/办证 指南.yaml'))).toEqual({
      kind: 'office',
      path: 'guides/办证 指南.yaml',
    })
  })

  it.each([
    '',
    '/etc/passwd',
    '../huiyin.db',
    'office/../../secret.key',
    'office/..',
    'office/a/./b',
    'office//etc/passwd',
    'office/',
    'office/a\\..\\b',
    'office/c:b',
    'office/a\nb',
    `office/${'a/'.repeat(9)}b`,
    `office/${'a'.repeat(401)}`,
    `attachments/cd/${HASH}`,
    `attachments/ab/${HASH}.part`,
    'database/001-"; DROP TABLE x; --.sql',
    'database/001-case.sql',
    'database/../huiyin.db',
    './manifest.json',
    'constructor',
    '__proto__',
  ])('%j is refused', name => {
    expect(memberOf(name)).toBeUndefined()
  })

  it('never lead out of the folder', () => {
    const part = fc.oneof(fc.constantFrom('..', '.', '', 'office', 'attachments', '\\', 'a'), fc.string())
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), parts => {
        const member = memberOf(['office', ...parts].join('/'))
        if (member?.kind !== 'office') return
        expect(
          new URL(`file:///x/${member.path.split('/').map(encodeURIComponent).join('/')}`).pathname,
        ).toMatch(/^\/x\/./)
        expect(member.path.split('/')).not.toContain('..')
      }),
      runs(300),
    )
  })
})
