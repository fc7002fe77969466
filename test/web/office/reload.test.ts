import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '../../../src/config.ts'
import { run } from '../../../src/main.ts'
import { ROOT } from '../../../src/root.ts'
import { createOfficer } from '../../../src/usecases/people/officers.ts'
import { PASSWORD, Visitor } from '../../helpers/site.ts'

const dir = mkdtempSync(join(tmpdir(), 'huiyin-reload-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

test('an admin reloads the content; broken files are named by line and change nothing', async () => {
  const office = join(dir, 'flows')
  cpSync(join(ROOT, 'flows'), office, { recursive: true })
  const service = await run(
    readConfig({
      DATA_DIR: dir,
      OFFICE_DIR: office,
      PORT: '0',
      LOG_LEVEL: 'silent',
      SECRET_KEY: 'a key for tests only, long enough to pass',
      BASE_URL: 'http://desk.test',
    }),
  )
  try {
    for (const [login, role] of [
      ['wu', 'admin'],
      ['chen', 'manager'],
    ] as const)
      await createOfficer(service.ctx, { login, name: login, role, password: PASSWORD })
    const at = async (login: string) => {
      const visitor = new Visitor(service.address)
      const signIn = { login, password: PASSWORD }
      await visitor.post('/desk/sign-in', signIn, { origin: 'http://desk.test' })
      await visitor.get('/desk/settings')
      return visitor
    }
    const wu = await at('wu')
    const reload = (who: Visitor) => who.post('/desk/settings/reload', {}, { origin: 'http://desk.test' })
    const file = join(office, 'office.yaml')
    const good = readFileSync(file, 'utf8')
    const was = service.ctx.content()

    writeFileSync(file, `${good}\nnonsense: true\n`)
    const broken = await reload(wu)
    expect(broken.status).toBe(422)
    expect(broken.text).toContain('没有换')
    expect(broken.text).toMatch(/office\.yaml 第 \d+ 行/)
    expect(service.ctx.content()).toBe(was)

    // A calendar with a mistake is refused with its line; the year that was in force stays.
    writeFileSync(file, good)
    const year = join(office, 'calendar/2026.yaml')
    const days = readFileSync(year, 'utf8')
    writeFileSync(year, days.replace('2026-10-10', '2026-10-09'))
    const refused = await reload(wu)
    expect(refused.status).toBe(422)
    expect(refused.text).toMatch(/calendar\/2026\.yaml 第 \d+ 行/)
    expect(refused.text).toContain('10 月 9 日是周五，调休上班只能在周六、周日')
    expect(service.ctx.content()).toBe(was)
    expect(service.ctx.content().calendar.isWorkingDay('2026-10-10')).toBe(true)
    writeFileSync(year, days)

    writeFileSync(file, good.replace(was.office.phone, '0571-99999999'))
    expect((await reload(await at('chen'))).status).toBe(403)
    expect((await reload(wu)).location).toBe('/desk/settings?done=reloaded')
    expect(service.ctx.content().office.phone).toBe('0571-99999999')
    expect(await wu.page('/desk/settings')).toContain('0571-99999999')
  } finally {
    await service.stop()
  }
})
