import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { ContentError, loadContent } from '../../../src/usecases/office/load-content.ts'

const copy = () => {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-content-'))
  cpSync(join(ROOT, 'flows'), dir, { recursive: true })
  return dir
}

const edit = (dir: string, file: string, from: string | RegExp, to: string) => {
  const path = join(dir, file)
  const before = readFileSync(path, 'utf8')
  const after = before.replace(from, to)
  expect(after).not.toBe(before)
  writeFileSync(path, after)
}

const problemsOf = async (dir: string) => {
  try {
    await loadContent(dir, new Date())
  } catch (error) {
    if (error instanceof ContentError) return error.problems
    throw error
  }
  return []
}

it('the sample office has no mistakes and at least forty guides', async () => {
  const { content } = await loadContent(join(ROOT, 'flows'), new Date())
  expect(content.guides.size).toBeGreaterThanOrEqual(40)
  expect(content.calendar.isProvisional(2026)).toBe(false)
  expect(content.calendar.isProvisional(2035)).toBe(true)
})

it('three mistakes in one flow file are all reported, each with its line', async () => {
  const dir = copy()
  edit(dir, 'dialogues/complaint.yaml', 'ask: phone', 'ask: fone')
  edit(dir, 'dialogues/complaint.yaml', 'confirm: [text, area', 'confirm: [text, aera')
  edit(dir, 'dialogues/complaint.yaml', 'on: { ok: done }', 'on: { ok: dnoe }')
  const text = readFileSync(join(dir, 'dialogues/complaint.yaml'), 'utf8').split('\n')
  const lineOf = (part: string) => text.findIndex(line => line.includes(part)) + 1
  const problems = await problemsOf(dir)
  for (const part of ['ask: fone', 'aera', 'dnoe']) {
    expect(problems).toContainEqual(
      expect.objectContaining({ file: 'dialogues/complaint.yaml', line: lineOf(part), severity: 'error' }),
    )
  }
})

it('mistakes in different files are told at once', async () => {
  const dir = copy()
  edit(dir, 'office.yaml', 'department: construction, words: [路,', 'department: roads, words: [路,')
  edit(dir, 'calendar/2026.yaml', '2026-02-14', '2026-02-30')
  const files = new Set((await problemsOf(dir)).map(p => p.file))
  expect([...files].sort()).toEqual(['calendar/2026.yaml', 'office.yaml'])
})

it('a folder without an office is refused by name', async () => {
  expect(await problemsOf(mkdtempSync(join(tmpdir(), 'huiyin-empty-')))).toEqual([
    expect.objectContaining({ file: 'office.yaml', line: 1 }),
  ])
})
