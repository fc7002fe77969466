import { afterEach, beforeEach, expect, inject, it } from 'vitest'
import { idsOf } from '../../src/store/pseudonyms.ts'
import { listCases } from '../../src/usecases/list-cases.ts'
import { openCase, openCaseIn } from '../../src/usecases/open-case.ts'
import { sealOldRows } from '../../src/usecases/seal-old-rows.ts'
import { viewCase } from '../../src/usecases/view-case.ts'
import { officer, type TestContext, testContext } from '../helpers/context.ts'
import { readJoins } from '../helpers/joins.ts'
import { findInFiles, findInTables, rawSql, storedRows } from '../helpers/stored-rows.ts'

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

it('seals what an older version stored, cuts anonymous cases loose, and makes all of it findable again', async () => {
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

it('goes on where it was stopped, and has nothing to do once it is through', async () => {
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

it('does not undo what somebody writes meanwhile', async () => {
  const { numbers } = await oldDatabase()
  await ctx.db.inTransaction(tx => tx.case.updateMany({ data: { title: '新的标题' } }))
  await sealOldRows(ctx)
  const row = await ctx.db.read.case.findUniqueOrThrow({ where: { number: numbers[0]! } })
  expect(row.title).toBe('新的标题')
  expect(row.text).toBe(`${WORDS}倒了`)
})

it('changes nothing in a new database', async () => {
  await openCase(ctx, { kind: 'help', text: '停水了', channel: 'web' }, { kind: 'resident' })
  expect(await sealOldRows(ctx)).toBe(0)
})
