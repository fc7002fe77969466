import { afterEach, beforeEach, expect, it } from 'vitest'
import { Refusal } from '../../src/domain/errors.ts'
import { lockContact } from '../../src/store/contacts.ts'
import { fetchMedia } from '../../src/usecases/fetch-media.ts'
import { openCase } from '../../src/usecases/open-case.ts'
import { queueLetter } from '../../src/usecases/queue-letter.ts'
import { sendLetters } from '../../src/usecases/send-letters.ts'
import { sweep } from '../../src/usecases/sweep.ts'
import { MemoryChannel, officer, type TestContext, testContext } from '../helpers/context.ts'

/** More of what fails than a loop takes at once stands in front: what is behind it comes all the same. */

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

it('files that cannot be fetched hold up no other', async () => {
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

it('a file that WeChat cannot hand out just now is tried as long as WeChat keeps it', async () => {
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

it('letters that cannot be opened hold up no other', async () => {
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

it('cases whose time cannot be told hold up no other', async () => {
  const dispatcher = await officer(ctx, 'dispatcher', '王受理')
  const open = async () =>
    (await openCase(ctx, { kind: 'complaint', text: '路灯坏了', channel: 'phone' }, dispatcher)).number
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
