import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Refusal } from '../../../src/domain/base/errors.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { isOpenNotice, openNotices } from '../../../src/store/office/notices.ts'
import { lockContact } from '../../../src/store/talk/contacts.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { queueLetter } from '../../../src/usecases/delivery/queue-letter.ts'
import { sendDailyLists } from '../../../src/usecases/notify/daily-list.ts'
import { pushReminders } from '../../../src/usecases/notify/push-reminders.ts'
import { remindOfficerIn } from '../../../src/usecases/notify/remind-officer.ts'
import { sendLetters } from '../../../src/usecases/notify/send-letters.ts'
import { countAll } from '../../../src/usecases/numbers/count-all.ts'
import { casesBehind, dashboard } from '../../../src/usecases/numbers/dashboard.ts'
import { fillAssessments } from '../../../src/usecases/numbers/fill-assessments.ts'
import { makeMissingDigests } from '../../../src/usecases/numbers/make-digest.ts'
import { fetchMedia } from '../../../src/usecases/talk/fetch-media.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { sweep } from '../../../src/usecases/talk/sweep.ts'
import { makePlayable } from '../../../src/usecases/talk/voice/make-playable.ts'
import { openedCase } from '../../helpers/cases.ts'
import { MemoryChannel, officer, type TestContext, testContext, typed } from '../../helpers/context.ts'
import { linkOfficerChat } from '../../helpers/talk.ts'

/** More failing rows than one batch come first; the rows after them are handled all the same. */

let ctx: TestContext
let wechat: MemoryChannel & { fetchMedia?: (ref: string) => Promise<{ bytes: Uint8Array; mime: string }> }
beforeEach(async () => {
  wechat = new MemoryChannel('wechat')
  ctx = await testContext({ channels: [wechat] })
})
afterEach(() => ctx.close())

async function pending(refs: readonly string[]) {
  await ctx.db.inTransaction(async tx => {
    const { contact } = await lockContact(tx, ctx.secrets, 'wechat', 'a', ctx.now())
    for (const sourceRef of refs) {
      const now = ctx.now()
      await tx.attachment.create({
        data: {
          contactId: contact.id,
          kind: 'file',
          status: 'pending',
          sourceRef,
          nextAt: now,
          createdAt: now,
        },
      })
    }
  })
}
const statusOf = async (sourceRef: string) =>
  (await ctx.db.read.attachment.findMany()).find(a => a.sourceRef === sourceRef)?.status

it('files that cannot be fetched do not delay others', async () => {
  const asked: string[] = []
  wechat.fetchMedia = async ref => {
    asked.push(ref)
    if (ref !== 'good') throw new Error('poison')
    return { bytes: new TextEncoder().encode('%PDF-1.4\n%%EOF'), mime: 'application/pdf' }
  }
  await pending([...Array.from({ length: 35 }, (_, i) => `p${i}`), 'good'])
  for (let i = 0; i < 12; i++) await fetchMedia(ctx)
  expect(asked).toContain('good')
  expect(new Set(asked).size).toBe(36)
})

it('a file that WeChat cannot deliver now is tried as long as WeChat keeps it', async () => {
  wechat.fetchMedia = async () => {
    throw new Refusal('unavailable', '暂时取不到。')
  }
  await pending(['a'])
  for (let i = 0; i < 20; i++) {
    await fetchMedia(ctx)
    ctx.clock.advance(3 * 60)
  }
  expect(await statusOf('a')).toBe('pending')
  ctx.clock.advance(24 * 60)
  await fetchMedia(ctx)
  expect(await statusOf('a')).toBe('failed')
})

it('letters that cannot be unsealed do not delay others', async () => {
  const sent: string[] = []
  const mailing = {
    ...ctx,
    mail: {
      send: async (letter: { to: string }) => {
        sent.push(letter.to)
      },
    },
  } as unknown as TestContext
  await ctx.db.inTransaction(async tx => {
    for (let i = 0; i < 60; i++) {
      await tx.letter.create({
        data: {
          dedupeKey: `p${i}`,
          kind: 'plain',
          toSealed: 'cannot be opened',
          bodySealed: 'nor this',
          status: 'queued',
          nextAt: ctx.now(),
          createdAt: ctx.now(),
        },
      })
    }
    const body = { subject: '提醒', text: '有一件要办' }
    await queueLetter(tx, ctx, { kind: 'plain', to: 'li@office.example', dedupeKey: 'good', body })
  })
  await sendLetters(mailing)
  expect(sent).toEqual(['li@office.example'])
})

it('cases whose deadline mark cannot be computed do not delay others', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const open = () => openedCase(ctx, {}, dispatcher)
  const poison: string[] = []
  for (let i = 0; i < 55; i++) poison.push(await open())
  ctx.clock.advance(1)
  const good = await open()
  await ctx.db.inTransaction(tx =>
    tx.case.updateMany({ where: { number: { in: poison } }, data: { deadlines: '{}' } }),
  )
  ctx.clock.advance(60 * 24 * 30)
  await expect(sweep(ctx)).rejects.toThrow('55')
  const { id } = await ctx.db.read.case.findUniqueOrThrow({ where: { number: good } })
  const types = (await ctx.db.read.caseEvent.findMany({ where: { caseId: id } })).map(e => e.type)
  expect(types).toContain('escalated')
})

/** Cases of the counter; those that are broken have no deadlines that can be read. */
async function cases(n: number, by: Actor): Promise<string[]> {
  const numbers: string[] = []
  for (let i = 0; i < n; i++) numbers.push(await openedCase(ctx, {}, by))
  return numbers
}
const breakCases = (numbers: string[], data: { deadlines?: string } = { deadlines: '{}' }) =>
  ctx.db.inTransaction(tx => tx.case.updateMany({ where: { number: { in: numbers } }, data }))

it('answered cases that cannot be closed do not delay others', async () => {
  const lin = await officer(ctx, 'dispatcher', '林')
  const numbers = await cases(56, lin)
  const good = numbers.at(-1)!
  await ctx.db.inTransaction(async tx => {
    for (const [i, number] of numbers.entries()) {
      const at = new Date(ctx.now().getTime() + i)
      const data = { status: 'answered', firstReplyAt: at, answeredAt: at, concludedAt: at, nextMarkAt: null }
      await tx.case.update({ where: { number }, data })
    }
  })
  await breakCases(numbers.slice(0, -1))
  ctx.clock.advance(60 * 24 * 60)
  await expect(sweep(ctx)).rejects.toThrow('55')
  expect((await ctx.db.read.case.findUniqueOrThrow({ where: { number: good } })).status).toBe('closed')
})

it('dialogues whose timer fails do not delay others', async () => {
  const begin = async (from: string) => {
    await receiveMessage(ctx, typed(ctx, from, '我要投诉'))
    return (await ctx.db.read.contact.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
  }
  await begin('first')
  const [{ contactId, ...like }] = (await ctx.db.read.session.findMany()) as [
    Awaited<ReturnType<typeof ctx.db.read.session.findFirstOrThrow>>,
  ]
  await ctx.db.inTransaction(async tx => {
    await tx.session.update({ where: { contactId }, data: { state: 'cannot be opened' } })
    for (let i = 0; i < 54; i++) {
      const { contact } = await lockContact(tx, ctx.secrets, 'web', `p${i}`, ctx.now())
      await tx.session.create({ data: { ...like, contactId: contact.id, state: 'cannot be opened' } })
    }
  })
  const good = await begin('good')
  ctx.clock.advance(60 * 24 * 3)
  await expect(sweep(ctx)).rejects.toThrow('55')
  expect(await ctx.db.read.session.findUnique({ where: { contactId: good } })).toBe(null)
})

it('voice messages that cannot be stored do not delay others', async () => {
  const amr = readFileSync(new URL('../../helpers/tone-440hz.amr', import.meta.url))
  const hash = await ctx.files.put(amr)
  await ctx.db.inTransaction(async tx => {
    const { contact } = await lockContact(tx, ctx.secrets, 'wechat', 'a', ctx.now())
    for (let i = 0; i < 8; i++) {
      const now = new Date(ctx.now().getTime() + i)
      await tx.attachment.create({
        data: {
          contactId: contact.id,
          kind: 'voice',
          status: 'stored',
          hash,
          mime: 'audio/amr',
          nextAt: now,
          createdAt: now,
        },
      })
    }
  })
  ctx.clock.advance(1)
  let tries = 0
  const files = {
    ...ctx.files,
    get: ctx.files.get.bind(ctx.files),
    put: async (bytes: Uint8Array) => {
      if (++tries <= 7) throw new Error('no space left')
      return ctx.files.put(bytes)
    },
  }
  for (let i = 0; i < 3; i++) await makePlayable({ ...ctx, files } as TestContext)
  const last = await ctx.db.read.attachment.findFirstOrThrow({ orderBy: { id: 'desc' } })
  expect([tries, last.playHash !== null]).toEqual([8, true])
})

describe('officers', () => {
  /** An officer with a linked chat. */
  async function linked(name: string) {
    const who = await officer(ctx, 'clerk', name, 'construction')
    await linkOfficerChat(ctx, who.id, `of-${name}`)
    return who
  }
  const remind = (officerId: number, caseNumber: string, key: string) =>
    ctx.db.inTransaction(tx =>
      remindOfficerIn(tx, ctx, { officerId, kind: 'urged', caseNumber, dedupeKey: key }),
    )
  const toldTo = async (name: string) => {
    const rows = await ctx.db.read.outbox.findMany({ include: { contact: true, message: true } })
    const key = (await ctx.db.read.officerWay.findFirstOrThrow({ where: { officer: { name } } })).contactId
    return rows.filter(r => r.contactId === key).length
  }

  it('a case that cannot be read delays no other reminders, of its officer or of others', async () => {
    const lin = await officer(ctx, 'dispatcher', '林')
    const [broken, good] = (await cases(2, lin)) as [string, string]
    const many: { id: number }[] = []
    for (let i = 0; i < 105; i++) many.push(await linked(`甲${i}`))
    await linked('乙')
    const last = await ctx.db.read.officer.findFirstOrThrow({ where: { name: '乙' } })
    for (const who of many) await remind(who.id, broken, `p${who.id}`)
    await remind(many[0]!.id, good, 'second')
    await remind(last.id, good, 'good')
    await breakCases([broken])
    expect(await pushReminders(ctx)).toBe(106)
    expect([await toldTo('甲0'), await toldTo('乙')]).toEqual([2, 1])
  })

  it('an officer whose reminders cannot be queued does not delay others', async () => {
    const lin = await officer(ctx, 'dispatcher', '林')
    const [good] = (await cases(1, lin)) as [string]
    const many: { id: number }[] = []
    for (let i = 0; i < 105; i++) many.push(await linked(`甲${i}`))
    const last = await linked('乙')
    for (const who of [...many, last]) await remind(who.id, good, `k${who.id}`)
    // A mailbox that was sealed with another key.
    await ctx.db.inTransaction(tx =>
      tx.officerWay.createMany({
        data: many.map(who => ({
          officerId: who.id,
          way: 'mail',
          addressSealed: 'cannot be opened',
          mode: 'now',
          createdAt: ctx.now(),
          confirmedAt: ctx.now(),
        })),
      }),
    )
    const mailing = { ...ctx, mail: { send: async () => {} } } as unknown as TestContext
    expect(await pushReminders(mailing)).toBe(1)
    expect(await toldTo('乙')).toBe(1)
  })

  it('a daily list goes out although a case on it cannot be read', async () => {
    const lin = await officer(ctx, 'dispatcher', '林')
    const numbers = await cases(5, lin)
    for (const name of ['甲', '乙']) await linked(name)
    for (const [i, number] of numbers.entries()) {
      await moveCase(ctx, number, 'accept', {}, lin)
      const to = { department: 'construction', officer: i < 4 ? 'clerk-甲' : 'clerk-乙' }
      await moveCase(ctx, number, 'assign', to, lin)
    }
    await breakCases(numbers.slice(0, 4))
    ctx.clock.set('2026-12-21T08:31+08:00')
    expect(await sendDailyLists(ctx)).toBe(2)
  })
})

describe('cases that cannot be counted', () => {
  const manager: Actor & { id: number } = { kind: 'officer', id: 1, name: '领导', role: 'manager' }
  const days = { from: '2026-11-16', to: '2026-11-22' }
  const BROKEN = 105
  let numbers: string[]

  async function week() {
    const lin = await officer(ctx, 'dispatcher', '林')
    numbers = await cases(BROKEN + 1, lin)
    const broken = await ctx.db.read.case.findMany({
      where: { number: { in: numbers.slice(0, BROKEN) } },
      select: { id: true },
    })
    const where = { caseId: { in: broken.map(c => c.id) }, type: 'received' }
    await ctx.db.inTransaction(tx => tx.caseEvent.updateMany({ where, data: { data: '{ broken' } }))
    ctx.clock.set('2026-11-23T08:31+08:00')
    return where
  }

  it('are left out and named in a notice; once repaired, they are counted', async () => {
    const where = await week()
    const received = async () => (await dashboard(ctx, days, manager)).total.received
    expect(await received()).toBe(1)
    const behind = await casesBehind(ctx, { ...days, measure: 'received' }, manager)
    expect(behind.items.map(i => i.number)).toEqual([numbers.at(-1)])
    const [told] = await openNotices(ctx.db)
    expect(told).toMatchObject({ code: 'count_failed', count: 1 })
    expect(told!.detail).toContain(`有 ${BROKEN} 件统计不了：${numbers.slice(0, 5).join('、')} 等。`)
    // Not tried again at every look.
    await countAll(ctx)
    expect((await openNotices(ctx.db))[0]!.count).toBe(1)
    const good = await ctx.db.read.caseEvent.findFirstOrThrow({
      where: { type: 'received', case: { number: numbers.at(-1)! } },
    })
    await ctx.db.inTransaction(tx => tx.caseEvent.updateMany({ where, data: { data: good.data } }))
    // A process that starts anew tries everything.
    const restarted = { ...ctx, db: { ...ctx.db, read: ctx.db.read, inTransaction: ctx.db.inTransaction } }
    expect((await dashboard(restarted, days, manager)).total.received).toBe(BROKEN + 1)
    expect(await isOpenNotice(ctx.db.read, 'count_failed')).toBe(false)
  })

  it('prevent no report and no assessment', async () => {
    await week()
    expect(await makeMissingDigests(ctx)).toEqual(['2026-W47'])
    const row = await ctx.db.read.digest.findFirstOrThrow({ where: { scope: 'office', period: '2026-W47' } })
    expect(JSON.parse(row.data)).toMatchObject({ numbers: { issued: 1 }, balanced: true })
    expect(await fillAssessments(ctx)).toEqual(['2026-W47'])
  })

  it('that were counted before they broke stay as they were counted, in the sums and in the lists', async () => {
    const lin = await officer(ctx, 'dispatcher', '林')
    const [number] = (await cases(1, lin)) as [string]
    await countAll(ctx)
    await moveCase(ctx, number, 'accept', {}, lin)
    await ctx.db.inTransaction(tx =>
      tx.caseEvent.updateMany({ where: { type: 'accepted' }, data: { data: '{ broken' } }),
    )
    ctx.clock.set('2026-11-23T08:31+08:00')
    expect(await makeMissingDigests(ctx)).toEqual(['2026-W47'])
    const row = await ctx.db.read.digest.findFirstOrThrow({ where: { scope: 'office', period: '2026-W47' } })
    expect(JSON.parse(row.data)).toMatchObject({ numbers: { issued: 1 }, balanced: true })
    const behind = await casesBehind(ctx, { ...days, measure: 'received' }, manager)
    expect(behind.items.map(i => i.number)).toEqual([number])
  })
})
