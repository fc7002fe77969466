import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { expect, it } from 'vitest'
import { readContent } from '../../../src/app/content.ts'
import { readConfig } from '../../../src/config.ts'
import { ROOT } from '../../../src/root.ts'
import { keepAsGood, lastGoodFiles } from '../../../src/usecases/office/last-good-content.ts'
import { ContentError } from '../../../src/usecases/office/load-content.ts'

const now = () => new Date('2026-11-16T02:00:00Z')

function office() {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-good-'))
  cpSync(join(ROOT, 'flows'), join(dir, 'flows'), { recursive: true })
  const config = readConfig({ DATA_DIR: join(dir, 'data'), OFFICE_DIR: join(dir, 'flows') })
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) })
  const file = join(dir, 'flows/office.yaml')
  const change = (from: string, to: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to))
  return { config, lines, change, start: () => readContent(config, now, log) }
}

it('starts with the last good content when the files are broken, and says loudly where', async () => {
  const { lines, change, start } = office()
  change('name: 东山村', 'name: 新东山村')
  expect((await start()).broken).toBeUndefined()
  change('name: 新东山村', 'nmae: 错东山村')
  const { content, broken } = await start()
  expect(content.office.areas.map(a => a.name)).toContain('新东山村')
  expect(broken?.problems[0]).toMatchObject({ file: 'office.yaml' })
  expect(lines.join('')).toContain('started with the last good content')
})

it('refuses to start when there never was good content', async () => {
  const { change, start } = office()
  change('name: 东山村', 'nmae: 错东山村')
  await expect(start()).rejects.toThrow(ContentError)
})

it('refuses to start when what was kept is no content of this version', async () => {
  const { config, change, start } = office()
  await start()
  await keepAsGood(config.dataDir, new Map([['office.yaml', 'version: 99\n']]))
  change('name: 东山村', 'nmae: 错东山村')
  await expect(start()).rejects.toThrow(ContentError)
})

it('keeps nothing that is broken, and passes over a kept file that is damaged', async () => {
  const { config, change, start } = office()
  await start()
  const kept = await lastGoodFiles(config.dataDir)
  change('name: 东山村', 'nmae: 错东山村')
  await start()
  expect(await lastGoodFiles(config.dataDir)).toEqual(kept)
  writeFileSync(join(config.dataDir, 'last-good-content.json'), '{"office.yaml": 7')
  expect(await lastGoodFiles(config.dataDir)).toBeUndefined()
  await expect(start()).rejects.toThrow(ContentError)
})
