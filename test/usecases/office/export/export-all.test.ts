import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { exportAll } from '../../../../src/usecases/office/export/export-all.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext, typed } from '../../../helpers/context.ts'
import { markedPicture } from '../../../helpers/media.ts'
import { rawSql, storedRows } from '../../../helpers/stored-rows.ts'
import { chatCase, sendLines } from '../../../helpers/talk.ts'

let ctx: TestContext
let to: string
let manager: Actor & { id: number }
const REASON = '换到别的系统'
const WRITER = 'o-whistle-blower-77'

beforeEach(async () => {
  ctx = await testContext()
  to = join(mkdtempSync(join(tmpdir(), 'huiyin-export-')), 'all')
  manager = await officer(ctx, 'manager', '罗建平')
})
afterEach(async () => {
  await ctx.close()
  rmSync(join(to, '..'), { recursive: true, force: true })
})

const exported = (onTable?: (table: string) => void) =>
  exportAll(ctx, to, { actor: manager, reason: REASON }, onTable)
const rowsOf = (table: string): Record<string, unknown>[] =>
  readFileSync(join(to, 'tables', `${table}.jsonl`), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as Record<string, unknown>)
const allFiles = () =>
  readdirSync(to, { recursive: true, withFileTypes: true })
    .filter(f => f.isFile())
    .map(f => join(f.parentPath, f.name))
const photoFrom = async (from: string) =>
  receiveMessage(
    ctx,
    typed(ctx, from, '', {
      channel: 'wechat',
      kind: 'media',
      media: [{ kind: 'photo', bytes: await markedPicture(), mime: 'image/jpeg' }],
    }),
  )

describe('exporting everything of the office', () => {
  it('writes what people wrote, readable, with a schema that says what each column is', async () => {
    const { number } = await chatCase(ctx, 'o-li', {
      channel: 'wechat',
      text: '路灯坏了三天',
      resident: { phone: '13800002222' },
    })
    await photoFrom('o-li')
    await closeDays(ctx)
    const done = await exported()
    expect(rowsOf('Case')).toEqual([
      expect.objectContaining({ number, text: '路灯坏了三天', phone: '13800002222', anonymous: false }),
    ])
    expect(rowsOf('Case')[0]!['deadlines']).toMatchObject({ reply: { rule: expect.any(String) } })
    expect(rowsOf('Contact')[0]).toMatchObject({ channel: 'wechat', external: 'o-li' })
    for (const [table, rows] of Object.entries(done.tables)) {
      expect([table, rowsOf(table).length]).toEqual([table, rows])
      expect([table, rows]).toEqual([table, (await storedRows(ctx, table)).length])
    }
    const schema = JSON.parse(readFileSync(join(to, 'schema.json'), 'utf8')) as {
      $defs: Record<string, { properties: Record<string, { description?: string }>; required: string[] }>
    }
    expect(schema.$defs['Case']!.properties['replyDueAt']!.description).toContain(
      'The instant the reply is due',
    )
    for (const table of Object.keys(done.tables))
      for (const row of rowsOf(table))
        expect([table, Object.keys(row).sort()]).toEqual([table, [...schema.$defs[table]!.required].sort()])
    // The photo, under the id of its row.
    const [photo] = rowsOf('Attachment')
    expect(photo!['file']).toBe(`attachments/${photo!['id'] as number}.jpg`)
    expect(done.files).toBe(1)
    const [stored] = await ctx.db.read.attachment.findMany()
    expect(readFileSync(join(to, photo!['file'] as string))).toEqual(await ctx.files.get(stored!.hash!))
    for (const file of allFiles()) expect([file, statSync(file).mode & 0o077]).toEqual([file, 0])
    expect(readFileSync(join(to, 'README.md'), 'utf8')).toContain('- Case：1\n')
  })

  it('contains no password, no code, no key, nothing sealed, and no link from a report to its writer', async () => {
    await rawSql(ctx, 'UPDATE "Officer" SET "passwordHash" = ?', ['$argon2id$not-to-be-seen'])
    await sendLines(ctx, WRITER, ['你好'], { channel: 'wechat' })
    await sendLines(ctx, WRITER, ['我要举报', '村里的账目不对，钱去哪里了', '跳过', '匿名', '确认'], {
      channel: 'wechat',
    })
    const report = (await ctx.db.read.case.findFirst({ where: { anonymous: true } }))!
    const person = (await ctx.db.read.contact.findMany({ where: { ownerSealed: null } }))[0]!
    expect(report.contactId).not.toBe(person.id)
    await closeDays(ctx)
    await exported()
    const text = allFiles()
      .map(file => readFileSync(file, 'utf8'))
      .join('\n')
    expect(text).toContain('村里的账目不对')
    expect(text).not.toContain('not-to-be-seen')
    expect(text).not.toMatch(/"(s:\w+\.\w+:)?v1\./)
    expect(text).not.toContain(ctx.secrets.trackingCode(report.number))
    expect(text).not.toContain(ctx.secrets.ledgerSalt(report.number))
    const contacts = rowsOf('Contact')
    expect(contacts.find(c => c['id'] === report.contactId)).toMatchObject({ external: null, name: null })
    // Their id on the channel stands at themselves only.
    expect(text.split(WRITER)).toHaveLength(2)
    for (const contact of contacts) expect(Object.keys(contact)).not.toContain('ownerSealed')
    // Nor does the writer's own row say when they wrote.
    const row = contacts.find(c => c['id'] === person.id)!
    for (const [column, value] of Object.entries(row))
      expect([column, column !== 'createdAt' && /^20\d\d-/.test(String(value))]).toEqual([column, false])
  })

  it('is of one moment, whatever happens while it is written', async () => {
    await openedCase(ctx, { text: '早的' })
    let later = Promise.resolve('')
    await exported(table => {
      if (table === 'Case') later = openedCase(ctx, { text: '晚的' })
    })
    await later
    expect((await storedRows(ctx, 'Case')).length).toBe(2)
    expect(rowsOf('Case')).toHaveLength(1)
    const ids = new Set(rowsOf('Case').map(c => c['id']))
    expect(rowsOf('CaseEvent').filter(e => !ids.has(e['caseId']))).toEqual([])
    expect(readFileSync(join(to, 'csv/cases.csv'), 'utf8')).not.toContain('晚的')
  })

  it('has sheets in which no text runs as a formula', async () => {
    await openedCase(ctx, { text: '=HYPERLINK("http://evil")，路灯坏了' })
    await exported()
    const sheet = readFileSync(join(to, 'csv/cases.csv'), 'utf8')
    expect(sheet.startsWith('\ufeff编号,类型,状态')).toBe(true)
    expect(sheet).toContain(`'=HYPERLINK`)
    expect(sheet).not.toMatch(/(^|,|")=/m)
  })

  it('says which files are gone and which values nobody can open', async () => {
    await photoFrom('o-li')
    const [row] = await ctx.db.read.attachment.findMany()
    rmSync(join(ctx.dir, 'attachments'), { recursive: true })
    await rawSql(ctx, 'UPDATE "Message" SET "text" = ?', ['s:Message.text:v1.broken'])
    const done = await exported()
    expect(done.missing).toEqual([row!.id])
    expect(rowsOf('Attachment')[0]!['file']).toBeNull()
    expect(done.unreadable['Message.text']).toBeGreaterThan(0)
    expect(rowsOf('Message')[0]!['text']).toBeNull()
    expect(readFileSync(join(to, 'README.md'), 'utf8')).toMatch(/Message\.text：\d+ 处/)
  })

  it('is for managers and administrators who say why, into an empty folder, and stands in the audit log', async () => {
    const clerk = await officer(ctx, 'clerk', '赵卫国', 'construction')
    await expect(exportAll(ctx, to, { actor: clerk, reason: REASON })).rejects.toThrow('只有领导和管理员')
    await expect(exportAll(ctx, to, { actor: manager, reason: ' ' })).rejects.toThrow('请写明原因')
    await exported()
    await expect(exported()).rejects.toThrow('里已经有东西')
    const entries = await ctx.db.read.auditEntry.findMany({ where: { action: 'all_exported' } })
    expect(entries).toMatchObject([{ officerId: manager.id, detail: REASON }])
  })
})
