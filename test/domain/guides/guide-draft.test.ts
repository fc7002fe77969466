import { expect, it } from 'vitest'
import { guideDraft } from '../../../src/domain/guides/guide-draft.ts'
import { parseGuides } from '../../../src/domain/guides/guide-file.ts'

it('the draft of a guide is a valid file, whatever was asked', () => {
  const asked = ['二胎能不能领钱', '- "引号": #井号', '〔姓名〕的事']
  const text = guideDraft({
    id: 'new-7',
    asked,
    department: 'civil-affairs',
    phone: '0000-8810000',
    hours: '工作日 8:30–12:00',
    updatedOn: '2026-11-16',
  })
  const { guides, problems } = parseGuides([{ file: 'guides/new-7.yaml', text }])
  expect(problems).toEqual([])
  expect(guides).toMatchObject([{ id: 'new-7', aliases: asked, checked: false }])
})
