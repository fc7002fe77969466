import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { idsOf } from '../../../../src/store/talk/pseudonyms.ts'
import { openCaseIn } from '../../../../src/usecases/cases/moving/open-case.ts'
import { listCases } from '../../../../src/usecases/cases/shown/list-cases.ts'
import { viewCase } from '../../../../src/usecases/cases/shown/view-case.ts'
import { sealOldRows } from '../../../../src/usecases/talk/forget/seal-old-rows.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'
import { readJoins } from '../../../helpers/joins.ts'
import { findInFiles, findInTables, rawSql, storedRows } from '../../../helpers/stored-rows.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

const WORDS = '石桥村东头第三户的围墙'

/** Rows as an older version wrote them: everything in the clear, anonymous cases under the resident's own contact. */
async function oldDatabase() {
  const dispatcher = await officer(ctx, 'dispatcher', '林')
  const contact = await ctx.db.inTransaction(tx =>
    tx.contact.create({
      data: {
        channel: 'web',
        externalKey: 'x',
        externalSealed: ctx.secrets.seal('a', 'contact.external'),
        createdAt: ctx.now(),
      },
    }),
  )
  const numbers: string[] = []
  for (const anonymous of [false, true]) {
    const number = await ctx.db.inTransaction(async tx => {
      const { row } = await openCaseIn(
        tx,
        ctx,
        { kind: 'complaint', text: `${WORDS}倒了`, title: WORDS, place: WORDS, channel: 'web' },
        { kind: 'resident' },
        { contactId: contact.id, submissionKey: `session-1:submit:${anonymous}` },
      )
      const said = { contactId: contact.id, caseId: row.id, at: ctx.now(), kind: 'text' }
      const asked = await tx.message.create({
        data: { ...said, direction: 'in', text: 'x', dedupeKey: `web:me:${row.id}` },
      })
      await tx.message.create({
        data: {
          ...said,
          direction: 'out',
          text: 'x',
          inReplyToId: asked.id,
          outbox: {
            create: {
              contactId: contact.id,
              caseId: row.id,
              channel: 'web',
              dedupeKey: `timer:rate-${row.number}:remind:${row.id}`,
              purpose: 'dialogue',
              status: 'sent',
              createdAt: ctx.now(),
            },
          },
        },
      })
      await tx.attachment.create({
        data: {
          contactId: contact.id,
          messageId: asked.id,
          caseId: row.id,
          kind: 'photo',
          status: 'failed',
          createdAt: ctx.now(),
        },
      })
      return row.number
    })
    numbers.push(number)
    if (anonymous)
      await rawSql(
        ctx,
        `UPDATE "Case" SET "anonymous" = ${inject('postgres') ? 'true' : '1'}, "nameSealed" = ? WHERE "number" = ?`,
        ['v1.x', number],
      )
  }
  await rawSql(
    ctx,
    `UPDATE "Case" SET "title" = ?, "text" = ?, "place" = ?, "latitude" = 30.25, "longitude" = 120.5, "location" = NULL`,
    [WORDS, `${WORDS}倒了`, WORDS],
  )
  for (const [i, number] of numbers.entries())
    await rawSql(ctx, `UPDATE "Case" SET "submissionKey" = ? WHERE "number" = ?`, [
      `session-1:submit:${i}`,
      number,
    ])
  await rawSql(ctx, `UPDATE "Message" SET "text" = ?, "payload" = ?`, [
    WORDS,
    JSON.stringify({ choice: WORDS }),
  ])
  await rawSql(ctx, `UPDATE "CaseEvent" SET "data" = ?`, [JSON.stringify({ text: WORDS, deadlines: {} })])
  await rawSql(ctx, `UPDATE "Attachment" SET "name" = ?`, [`${WORDS}.jpg`])
  await rawSql(ctx, `DELETE FROM "CaseSearch"`)
  return { dispatcher, contact, numbers }
}

const TABLES = ['Case', 'CaseEvent', 'Message', 'Attachment', 'Outbox', 'CaseSearch', 'Reminder']

it('seals rows of an older version, separates anonymous cases from their residents, and rebuilds the search', async () => {
  const { dispatcher, contact, numbers } = await oldDatabase()
  expect(await findInTables(ctx, TABLES, [WORDS])).not.toEqual([])
  expect((await viewCase(ctx, numbers[0]!, dispatcher)).location).toEqual({
    latitude: 30.25,
    longitude: 120.5,
  })

  await sealOldRows(ctx)
  expect(await findInTables(ctx, TABLES, [WORDS, '石桥村', '围墙', '120.5'])).toEqual([])
  if (!inject('postgres')) expect(findInFiles(ctx.dir, [WORDS, '石桥村', '石桥', '围墙'])).toEqual([])

  const view = await viewCase(ctx, numbers[0]!, dispatcher)
  expect(view).toMatchObject({
    title: WORDS,
    text: `${WORDS}倒了`,
    place: WORDS,
    location: { latitude: 30.25, longitude: 120.5 },
  })
  expect(view.conversation.map(m => m.text)).toEqual([WORDS, WORDS])
  expect(view.events[0]!.data['text']).toBe(WORDS)
  const found = await listCases(ctx, { q: '第三户的围墙', view: 'all' }, dispatcher)
  expect(found.items.map(i => i.number).sort()).toEqual([...numbers].sort())

  const { rows, reach } = await readJoins(ctx)
  const secret = rows.find(r => r.row['number'] === numbers[1])!
  const reached = reach(secret)
  expect(reached.filter(r => r.model === 'Message')).toHaveLength(2)
  expect(reached.filter(r => r.model === 'Case')).toEqual([secret])
  expect(reached.filter(r => r.model === 'Contact').map(r => r.row['ownerSealed'])).toEqual([
    expect.any(String),
  ])
  expect(secret.row['nameSealed']).toBeNull()
  // It is still this resident's.
  const owner = await ctx.db.read.contact.findUniqueOrThrow({ where: { id: contact.id } })
  const mine = await ctx.db.read.case.findMany({ where: { contactId: { in: idsOf(ctx.secrets, owner) } } })
  expect(mine.map(c => c.number).sort()).toEqual([...numbers].sort())
})

it('continues where it was stopped, and does nothing once it has finished', async () => {
  await oldDatabase()
  const stopped = new AbortController()
  const log = ctx.log
  stopped.abort()
  await sealOldRows({ ...ctx, log }, stopped.signal)
  expect(await findInTables(ctx, ['Message'], [WORDS])).not.toEqual([])
  expect(await sealOldRows(ctx)).toBeGreaterThan(0)
  expect(await findInTables(ctx, TABLES, [WORDS])).toEqual([])
  const before = JSON.stringify(await storedRows(ctx, 'Message'))
  expect(await sealOldRows(ctx)).toBe(0)
  expect(JSON.stringify(await storedRows(ctx, 'Message'))).toBe(before)
})

it('does not undo concurrent writes', async () => {
  const { numbers } = await oldDatabase()
  await ctx.db.inTransaction(tx => tx.case.updateMany({ data: { title: '新的标题' } }))
  await sealOldRows(ctx)
  const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number: numbers[0]! } })
  expect(row.title).toBe('新的标题')
  expect(row.text).toBe(`${WORDS}倒了`)
})

it('changes nothing in a new database', async () => {
  await openedCase(ctx, { kind: 'help', text: '停水了', channel: 'web' })
  expect(await sealOldRows(ctx)).toBe(0)
})

describe('an anonymous case whose texts still identify its writer', () => {
  const NAME = '欧阳锺麟'
  const PHONE = '13918273645'
  const SELF = `我叫${NAME}，电话${PHONE}。村里的会计把补助款贪了`
  /** Under one's own contact, with name and number in every text, in the clear. */
  async function oldReport(named: { onCase?: boolean; said?: boolean }) {
    const dispatcher = await officer(ctx, 'dispatcher', '林')
    const contact = await ctx.db.inTransaction(tx =>
      tx.contact.create({
        data: {
          channel: 'web',
          externalKey: 'y',
          externalSealed: ctx.secrets.seal('y', 'contact.external'),
          createdAt: ctx.now(),
        },
      }),
    )
    const { number, id } = await ctx.db.inTransaction(async tx => {
      const { row } = await openCaseIn(
        tx,
        ctx,
        { kind: 'report', text: '村里的会计把补助款贪了', channel: 'web' },
        { kind: 'resident' },
        { contactId: contact.id },
      )
      const at = { contactId: contact.id, caseId: row.id, at: ctx.now(), kind: 'text' }
      await tx.message.create({
        data: { ...at, direction: 'in', text: named.said ? SELF : '村里的会计把补助款贪了' },
      })
      await tx.message.create({
        data: {
          ...at,
          direction: 'out',
          text: `请核对：${NAME}，${PHONE}，会计把补助款贪了`,
          payload: JSON.stringify({ choices: [{ label: `是${NAME}`, value: '1' }] }),
        },
      })
      return row
    })
    await rawSql(
      ctx,
      `UPDATE "Case" SET "anonymous" = ${inject('postgres') ? 'true' : '1'}, "title" = ?, "text" = ?, "place" = ?, "facts" = ?, "nameSealed" = ?, "phoneSealed" = ? WHERE "id" = ?`,
      [
        `反映人${NAME}`,
        `村里的会计把补助款贪了。${NAME}，${PHONE}`,
        `${NAME}家门口`,
        JSON.stringify({ text: { 称呼: NAME, 账目: '补助款' } }),
        named.onCase ? ctx.secrets.seal(NAME, 'name') : null,
        named.onCase ? ctx.secrets.seal(PHONE, 'phone') : null,
        id,
      ],
    )
    await rawSql(ctx, `UPDATE "CaseEvent" SET "data" = ? WHERE "caseId" = ?`, [
      JSON.stringify({ text: `补充：找${NAME}`, deadlines: {} }),
      id,
    ])
    await rawSql(ctx, `DELETE FROM "CaseSearch"`)
    return { number, id, dispatcher }
  }
  /** All that is stored of it, opened. */
  const opened = async () => {
    const { read } = ctx.db
    return JSON.stringify([
      await read.case.findMany(),
      await read.message.findMany(),
      await read.caseEvent.findMany(),
      await read.reminder.findMany(),
    ])
  }

  it.each([
    ['whose name stands on the case', { onCase: true }],
    ['whose name was said in the dialogue', { said: true }],
  ])('%s loses it in every text and in the search, and keeps the matter', async (_, named) => {
    const { number, dispatcher } = await oldReport(named)
    expect(await opened()).toContain(NAME)
    expect(await sealOldRows(ctx)).toBeGreaterThan(0)
    const left = await opened()
    expect(left).not.toContain(NAME)
    expect(left).not.toContain(PHONE)
    expect(left).toContain('会计把补助款贪了')
    expect(left).toContain('补助款')
    const find = async (q: string) =>
      (await listCases(ctx, { q, view: 'all' }, dispatcher)).items.map(i => i.number)
    expect(await find(NAME)).toEqual([])
    expect(await find('会计')).toEqual([number])
  })

  it('is rewritten once: a second run changes nothing, and a stopped one continues', async () => {
    await oldReport({ said: true })
    const stopped = new AbortController()
    stopped.abort()
    await sealOldRows(ctx, stopped.signal)
    expect(await opened()).toContain(NAME)
    await sealOldRows(ctx)
    const after = JSON.stringify([await storedRows(ctx, 'Case'), await storedRows(ctx, 'Message')])
    await ctx.db.inTransaction(tx => tx.jobRun.deleteMany({}))
    expect(await sealOldRows(ctx)).toBe(0)
    expect(JSON.stringify([await storedRows(ctx, 'Case'), await storedRows(ctx, 'Message')])).toBe(after)
  })

  it('continues after a stop that followed the first case', async () => {
    await oldReport({ said: true })
    const second = await ctx.db.inTransaction(async tx => {
      const { row } = await openCaseIn(
        tx,
        ctx,
        { kind: 'report', text: 'x 另一件', channel: 'web' },
        { kind: 'resident' },
      )
      return row.id
    })
    await rawSql(
      ctx,
      `UPDATE "Case" SET "anonymous" = ${inject('postgres') ? 'true' : '1'}, "text" = ? WHERE "id" = ?`,
      [SELF, second],
    )
    const stop = new AbortController()
    const content = ctx.content
    let asked = 0
    const stopping = {
      ...ctx,
      content: () => {
        if (asked++ === 0) stop.abort()
        return content()
      },
    }
    await sealOldRows(stopping, stop.signal)
    const texts = async () =>
      (await ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })).map(c => c.text.includes(NAME))
    expect(await texts()).toEqual([false, true])
    await sealOldRows(ctx)
    expect(await texts()).toEqual([false, false])
  })

  it('the same resident’s named case keeps its texts', async () => {
    const { numbers } = await oldDatabase()
    await rawSql(ctx, `UPDATE "Case" SET "text" = ? WHERE "number" = ?`, [SELF, numbers[0]!])
    await sealOldRows(ctx)
    const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number: numbers[0]! } })
    expect(row.text).toBe(SELF)
  })
})
