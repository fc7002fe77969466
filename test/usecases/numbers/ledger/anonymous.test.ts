import { expect, it } from 'vitest'
import type { ChannelName } from '../../../../src/domain/base/message.ts'
import { parseEntry } from '../../../../src/domain/numbers/ledger/entry.ts'
import { newestCheckpoint } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { linesBetween } from '../../../../src/store/numbers/ledger/entries.ts'
import { moveCase } from '../../../../src/usecases/cases/moving/move-case.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, testContext } from '../../../helpers/context.ts'

/**
 * One of these people reports somebody anonymously in a week in which all of them write. Whoever is reported knows when
 * each of them wrote, to the minute and in which order, and downloads the ledger after every closing.
 */
const WRITERS: { on: string; at: string; channel: ChannelName; area: string }[] = [
  { on: '2026-11-02', at: '08:31', channel: 'web', area: 'shiqiao' },
  { on: '2026-11-03', at: '09:00', channel: 'phone', area: 'wangzhuang' },
  { on: '2026-11-04', at: '17:29', channel: 'visit', area: 'dongshan' },
  { on: '2026-11-06', at: '21:10', channel: 'web', area: 'liushu' },
  { on: '2026-11-08', at: '06:00', channel: 'letter', area: 'shiqiao' },
]

/** What is downloaded after each day, entry by entry, if this writer is the one; `answered`: the day of the answer. */
async function downloads(reporter: number, answered: string): Promise<string[][]> {
  const ctx = await testContext()
  try {
    const dispatcher = await officer(ctx, 'dispatcher', '王受理')
    const reviewer = await officer(ctx, 'reviewer', '赵审核')
    const days: string[][] = []
    let seen = 0
    const download = async () => {
      await closeDays(ctx)
      const { size } = (await newestCheckpoint(ctx.db.read))!
      const lines = await linesBetween(ctx.db.read, seen, size)
      seen = size
      // A commitment says nothing without its salt: what remains is all there is to compare.
      days.push(
        lines
          .map(line => ({ ...parseEntry(line)!, case: undefined, key: undefined }))
          .map(entry => JSON.stringify(entry))
          .sort(),
      )
    }
    ctx.clock.set('2026-11-02T00:10+08:00')
    await download()
    let report = ''
    for (let day = 2; day <= 17; day++) {
      const date = `2026-11-${String(day).padStart(2, '0')}`
      for (const [i, { on, at, channel, area }] of WRITERS.entries()) {
        if (on !== date) continue
        ctx.clock.set(`${date}T${at}+08:00`)
        await openedCase(ctx, { channel, area })
        if (i === reporter)
          report = await openedCase(ctx, {
            channel,
            area,
            kind: 'report',
            anonymous: true,
            text: '账目不公开',
          })
      }
      if (date === answered) {
        ctx.clock.set(`${date}T22:00+08:00`)
        await assignCase(ctx, report, dispatcher)
        await moveCase(ctx, report, 'note', { text: '去看过了' }, dispatcher)
        await answerCase(ctx, report, '查过了。', [dispatcher, reviewer])
      }
      ctx.clock.set(`${date}T23:59+08:00`)
      ctx.clock.advance(11)
      await download()
    }
    return days
  } finally {
    await ctx.close()
  }
}

it('a report fits everybody who wrote in its week, but for the week in which it falls due', async () => {
  const views = await Promise.all(WRITERS.map((_, i) => downloads(i, '2026-11-12')))
  const withoutDue = (view: string[][]) =>
    view.map(day => day.map(line => line.replace(/("coarse":true.*)"due":"[^"]*",/, '$1')))
  for (const view of views) expect(withoutDue(view)).toEqual(withoutDue(views[0]!))
  // It is there, with the Sunday of its week and nothing else that could be known of it.
  const report = views[0]!.flat().find(line => line.includes('"due":"2027-01-03"'))!
  expect(JSON.parse(report)).toEqual({
    v: 1,
    event: 'received',
    coarse: true,
    day: '2026-11-08',
    due: '2027-01-03',
    n: 1,
    rules: 'huiyin-rates-1',
    calendar: expect.any(String),
  })
  // What docs/ledger.md admits: sixty days later another week may have begun. Each part of the week has several writers.
  expect(views.map(view => JSON.stringify(view) === JSON.stringify(views[0]))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
  expect(views[4]).toEqual(views[3])
})

it('and the day of its answer fits every day of that week', async () => {
  const views = await Promise.all(['2026-11-09', '2026-11-13', '2026-11-15'].map(day => downloads(2, day)))
  for (const view of views) expect(view).toEqual(views[0])
})
