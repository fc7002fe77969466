import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  backupDirFinding,
  backupFinding,
  ledgerFinding,
  migrationFinding,
} from '../../../src/cli/doctor/data.ts'
import { CHECKS, examine } from '../../../src/cli/doctor/doctor.ts'
import type { Patient } from '../../../src/cli/doctor/finding.ts'
import {
  diskFindings,
  fileLimitFinding,
  nodeFinding,
  rightsFindings,
} from '../../../src/cli/doctor/machine.ts'
import { certificateFinding, clockFinding, hostsOf } from '../../../src/cli/doctor/network.ts'
import { settingFindings } from '../../../src/cli/doctor/settings.ts'
import { readConfig } from '../../../src/config.ts'
import { storedTokens } from '../../../src/store/delivery/tokens.ts'
import { notice } from '../../../src/store/office/notices.ts'
import { listenOnLoopback } from '../../../src/tools/loopback.ts'
import { openLedger } from '../../../src/usecases/numbers/ledger/open-ledger.ts'
import { mailServer } from '../../helpers/mail-server.ts'
import { addOfficer, type TestSite, testSite } from '../../helpers/site.ts'
import { telegramServer } from '../../helpers/telegram-server.ts'
import { WeChatStandIn } from '../../tools/stand-in/wechat/mod.ts'

const GB = 1024 ** 3
const levels = (findings: { level: string }[]) => findings.map(f => f.level)
const dir = mkdtempSync(join(tmpdir(), 'huiyin-doctor-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
const configOf = (settings: Record<string, string>) => ({
  config: readConfig({ DATA_DIR: dir, ...settings }),
  given: settings,
})

describe('what each check makes of what it sees', () => {
  it.each([
    ['18.20.0', 'bad'],
    ['20.18.3', 'bad'],
    ['20.19.0', 'ok'],
    ['22.1.0', 'ok'],
  ])('Node.js %s is %s', (version, level) => expect(nodeFinding(version).level).toBe(level))

  it.each([
    [{ bytes: 20 * GB, inodes: 1e6 }, ['ok']],
    [{ bytes: 0.9 * GB, inodes: 1e6 }, ['warn']],
    [{ bytes: 0.2 * GB, inodes: 1e6 }, ['bad']],
    [{ bytes: 20 * GB, inodes: 500 }, ['ok', 'warn']],
    [{ bytes: 20 * GB, inodes: 0 }, ['ok']],
  ])('%j of free disk is %j', (free, expected) => expect(levels(diskFindings(free))).toEqual(expected))

  it('finds a data directory that others can read, and a key', () => {
    const own = mkdtempSync(join(dir, 'rights-'))
    writeFileSync(join(own, 'secret.key'), 'x', { mode: 0o600 })
    expect(levels(rightsFindings(own))).toEqual(['ok'])
    chmodSync(join(own, 'secret.key'), 0o644)
    expect(rightsFindings(own)[0]).toMatchObject({
      level: 'bad',
      todo: expect.stringContaining('chmod go-rwx'),
    })
    chmodSync(join(own, 'secret.key'), 0o600)
    expect(rightsFindings(own, 99_999)[0]).toMatchObject({ level: 'warn' })
  })

  it.each([
    ['Max open files            1024                 524288               files', 'ok'],
    ['Max open files            256                  4096                 files', 'warn'],
    ['Max open files            unlimited            unlimited            files', 'ok'],
    [undefined, undefined],
  ])('reads the limit of open files: %s', (limits, level) => {
    expect(fileLimitFinding(limits)?.level).toBe(level)
  })

  it.each([
    [0, 'ok'],
    [60, 'ok'],
    [-61, 'warn'],
    [301, 'bad'],
    [-86_400, 'bad'],
  ])('a clock that is %i seconds off is %s', (seconds, level) => {
    const theirs = new Date('2026-11-16T02:00:00Z')
    const finding = clockFinding(new Date(theirs.getTime() + seconds * 1000), theirs, 'api.weixin.qq.com')
    expect(finding.level).toBe(level)
    if (level !== 'ok') expect(finding.found).toContain(seconds > 0 ? '快' : '慢')
  })

  it.each([
    [-1, 'bad'],
    [5, 'warn'],
    [60, 'ok'],
  ])('a certificate with %i days left is %s', (days, level) => {
    const now = new Date('2026-11-16T02:00:00Z')
    expect(certificateFinding(new Date(now.getTime() + days * 86_400_000), now).level).toBe(level)
  })

  it.each([
    [undefined, 'ok'],
    ['office.example/public/ledger', 'ok'],
    ['127.0.0.1:3000/public/ledger', 'warn'],
    ['old.example/public/ledger', 'warn'],
  ])('a ledger named %s is %s at office.example', (origin, level) => {
    expect(ledgerFinding(origin, 'https://office.example').level).toBe(level)
  })

  const AT = new Date('2026-11-16T02:00:00Z')
  const last = { at: AT } as never
  it.each([
    ['nightly, fresh, encrypted', { last, nightly: true, encrypted: true, stale: false }, ['ok']],
    ['nightly, never', { last: null, nightly: true, encrypted: true, stale: true }, ['bad']],
    ['nightly, in the clear', { last, nightly: true, encrypted: false, stale: false }, ['ok', 'bad']],
    ['not switched on', { last, nightly: false, encrypted: false, stale: false }, ['warn']],
  ])('backups that are %s', (_name, state, expected) => {
    expect(levels(backupFinding(state, AT))).toEqual(expected)
  })

  it('finds before the night that BACKUP_DIR is not there or cannot be written', () => {
    const there = mkdtempSync(join(dir, 'nas-'))
    expect(backupDirFinding(there)).toBeUndefined()
    const missing = backupDirFinding(join(there, 'mnt'))
    expect(missing).toMatchObject({ level: 'bad', found: expect.stringContaining('没有 BACKUP_DIR') })
    // Nothing can be written below a file, not even by root.
    writeFileSync(join(there, 'file'), '')
    const closed = backupDirFinding(join(there, 'file', 'x'))
    expect(closed).toMatchObject({ level: 'bad', found: expect.stringContaining('写不了 BACKUP_DIR') })
  })

  it('finds names in the .env that are no settings', () => {
    const office = configOf({ BASE_URL: 'https://office.example' })
    expect(settingFindings({ ...office, unknown: ['BACKUP_DRI'] })).toEqual([
      expect.objectContaining({ level: 'warn', found: expect.stringContaining('BACKUP_DRI') }),
    ])
  })

  it.each([
    [{ missing: [], unknown: [] }, 'ok'],
    [{ missing: ['2'], unknown: [] }, 'warn'],
    [{ missing: [], unknown: ['9'] }, 'bad'],
  ])('migrations %j are %s', (state, level) => expect(migrationFinding(state).level).toBe(level))

  const WECHAT = { WECHAT_APP_ID: 'wx0000000000', WECHAT_APP_SECRET: 's', WECHAT_TOKEN: 'token' }
  it.each<[Record<string, string>, string[]]>([
    [{ BASE_URL: 'https://office.example' }, ['ok']],
    [{}, ['warn']],
    [{ BASE_URL: 'http://office.example' }, ['bad']],
    [{ BASE_URL: 'http://127.0.0.1:3000' }, ['ok']],
    [{ BASE_URL: 'https://office.example', ...WECHAT }, ['bad']],
    [{ BASE_URL: 'https://office.example', ...WECHAT, WECHAT_AES_KEY: 'a'.repeat(43) }, ['ok']],
    [{ BASE_URL: 'https://office.example', HOST: '0.0.0.0' }, ['warn']],
  ])('settings %j are %j', (settings, expected) => {
    expect(levels(settingFindings(configOf(settings)))).toEqual(expected)
  })

  it('looks up each host once, and no address', () => {
    const patient = configOf({
      BASE_URL: 'https://office.example',
      SMTP_URL: 'smtp://127.0.0.1:25',
      MAIL_FROM: 'a@office.example',
      LLM_BASE_URL: 'http://localhost:11434/v1',
      LLM_MODEL: 'm',
      ...WECHAT,
    })
    expect([...hostsOf(patient).keys()]).toEqual(['office.example', 'api.weixin.qq.com'])
  })
})

describe('an office with everything', () => {
  let site: TestSite
  let wechat: WeChatStandIn
  let telegram: Awaited<ReturnType<typeof telegramServer>>
  let mails: Awaited<ReturnType<typeof mailServer>>
  let model: Awaited<ReturnType<typeof listenOnLoopback>>
  const account = { appId: 'wx0000000doctor', appSecret: 'secret-of-the-doctor', token: 'tokenOfTheTest' }
  const TELEGRAM = '123456:token-of-the-doctor'
  let patient: Patient

  beforeAll(async () => {
    const now = () => new Date()
    wechat = await new WeChatStandIn({ ...account, now }).start()
    telegram = await telegramServer(TELEGRAM)
    mails = await mailServer()
    model = await listenOnLoopback(
      createServer((_req, res) =>
        res.setHeader('content-type', 'application/json').end('{"choices":[{"message":{"content":"好"}}]}'),
      ),
    )
    site = await testSite({
      config: {
        WECHAT_APP_ID: account.appId,
        WECHAT_APP_SECRET: account.appSecret,
        WECHAT_TOKEN: account.token,
        WECHAT_AES_KEY: 'a'.repeat(43),
        WECHAT_API_BASE: wechat.base,
        TELEGRAM_BOT_TOKEN: TELEGRAM,
        TELEGRAM_API_ROOT: telegram.apiRoot,
        SMTP_URL: `smtp://127.0.0.1:${mails.port}`,
        MAIL_FROM: 'huiyin@office.example',
        LLM_BASE_URL: `${model.url}/v1`,
        LLM_MODEL: 'tiny',
      },
    })
    await addOfficer(site.ctx, 'root', 'admin')
    await openLedger(site.ctx)
    const { config, db } = site.ctx
    patient = { config, given: { BASE_URL: config.baseUrl }, now, pid: undefined, db, patienceMs: 3000 }
  })
  afterAll(async () => {
    for (const close of [
      () => wechat.stop(),
      () => telegram.close(),
      () => mails.close(),
      () => model.close(),
    ])
      await close()
    await site.close()
  })
  const look = async (id: string, more: Partial<Patient> = {}) =>
    (
      await examine(
        { ...patient, ...more },
        CHECKS.filter(check => check.id === id),
      )
    )[0]
  const nowhere = 'http://127.0.0.1:1'
  const without = (changes: object) => ({ config: { ...patient.config, ...changes } as never })

  it('is well', async () => {
    const results = await examine(patient)
    const unwell = results.filter(r => r.level !== 'ok')
    // Nobody started this service by the command, so there is no process.
    expect(unwell.map(r => r.check)).toEqual(['service', 'backup'])
    expect(new Set(results.map(r => r.check)).size).toBe(CHECKS.length - 1) // all but the certificate of an https site
  })

  it('looks at WeChat with the token that the service has, and ends it for nobody', async () => {
    const before = wechat.calls('/cgi-bin/stable_token').length
    const stored = () => storedTokens(site.ctx.db, site.ctx.secrets).get(`wechat:${account.appId}`)
    const token = await stored()
    expect(token.current).not.toBeNull()
    expect((await look('wechat'))!.level).toBe('ok')
    expect(await stored()).toEqual(token)
    expect(wechat.calls('/cgi-bin/stable_token').length).toBe(before)
  })

  it.each([
    [40164, 'IP 白名单'],
    [40013, 'WECHAT_APP_ID'],
  ])('says what to do when WeChat answers %i', async (errcode, words) => {
    wechat.trouble({ errcode } as never)
    const finding = await look('wechat')
    expect(finding).toMatchObject({ level: 'bad', found: expect.stringContaining(String(errcode)) })
    expect(finding!.todo).toContain(words)
    wechat.calm()
  })

  it.each<[string, () => Partial<Patient>, string]>([
    ['wechat', () => without({ wechat: { ...patient.config.wechat!, apiBase: nowhere } }), '连不上微信'],
    ['telegram', () => without({ telegram: { token: TELEGRAM, apiRoot: nowhere } }), '连不上 Telegram'],
    [
      'telegram',
      () => without({ telegram: { token: '1:wrong', apiRoot: telegram.apiRoot } }),
      '不认这个令牌',
    ],
    ['mail', () => without({ mail: { url: 'smtp://127.0.0.1:1', from: 'a@b.c' } }), '连不上邮件服务器'],
    ['llm', () => without({ llm: { baseUrl: nowhere, apiKey: undefined, model: 'm' } }), '没有应答'],
    ['address', () => without({ baseUrl: nowhere }), '没有查成'],
    ['address', () => without({ baseUrl: model.url }), '应答的不是回音'],
    ['dns', () => ({ ...without({ baseUrl: 'https://no-such-host.invalid' }) }), '查不到'],
    ['database', () => without({ databaseUrl: `file:${dir}/none.db` }), '还没有数据库'],
    ['content', () => without({ officeDir: dir }), '1 处错'],
    ['service', () => ({ pid: 1, ...without({ port: 1 }) }), '没有查成'],
  ])('finds that %s is wrong', async (id, change, words) => {
    const finding = await look(id, change())
    expect(finding!.level).not.toBe('ok')
    expect(finding!.found).toContain(words)
    expect(finding!.todo).toMatch(/[\u4e00-\u9fff]{3}/)
  })

  it('shows the open notices', async () => {
    await notice(site.ctx.db, 'proxy:unconfigured', '没有设 TRUST_PROXY。', new Date())
    expect(await look('notices')).toMatchObject({ level: 'warn', found: '没有设 TRUST_PROXY。' })
  })

  it('says nothing secret', async () => {
    wechat.trouble({ errcode: 40013 } as never)
    const said = JSON.stringify([
      await examine(patient),
      await look('telegram', without({ telegram: { token: TELEGRAM, apiRoot: nowhere } })),
    ])
    for (const secret of [account.appSecret, account.token, TELEGRAM, patient.config.secretKey])
      expect(said).not.toContain(secret)
  })
})
