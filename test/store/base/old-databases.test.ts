import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { describe, expect, inject, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { migrate } from '../../../src/store/base/migrate.ts'
import { rememberCalendar } from '../../../src/usecases/numbers/ledger/calendar.ts'
import { closeDays } from '../../../src/usecases/numbers/ledger/close-days.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { clockAt, testContext, typed } from '../../helpers/context.ts'

const FOLDER = join(ROOT, 'test/fixtures/databases')

interface Kept {
  file: string
  /** The last migration that the database had. */
  migration: string
  secretKey: string
  rows: Record<'Case' | 'CaseEvent' | 'Message' | 'Reply' | 'Officer' | 'Contact', number>
}
const KEPT = JSON.parse(readFileSync(join(FOLDER, 'kept.json'), 'utf8')) as Kept[]

/** The kept database on a disk of its own, as its version left it. */
function unpacked({ file }: Kept): string {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-old-'))
  writeFileSync(join(dir, 'huiyin.db'), gunzipSync(readFileSync(join(FOLDER, file))))
  return dir
}

describe.skipIf(inject('postgres') !== undefined)('a database of an earlier version', () => {
  it.each(KEPT)('$file is brought up to date, keeps its rows, and the office goes on with it', async kept => {
    const dir = unpacked(kept)
    expect(await migrate(`file:${join(dir, 'huiyin.db')}`)).not.toEqual([])
    const ctx = await testContext({
      dir,
      clock: clockAt('2026-12-01T10:00+08:00'),
      config: { SECRET_KEY: kept.secretKey },
    })
    try {
      const { read } = ctx.db
      // Reading opens what is sealed: a text that cannot be opened throws.
      const rows = {
        Case: (await read.case.findMany()).length,
        CaseEvent: (await read.caseEvent.findMany()).length,
        Message: (await read.message.findMany()).length,
        Reply: (await read.reply.findMany()).length,
        Officer: await read.officer.count(),
        Contact: await read.contact.count(),
      }
      expect(rows).toEqual(kept.rows)
      const { replies } = await receiveMessage(
        ctx,
        typed(ctx, 'newcomer', '村口的路灯坏了半个月，晚上看不见路'),
      )
      expect(replies.length).toBeGreaterThan(0)
      await rememberCalendar(ctx)
      await closeDays(ctx, new AbortController().signal)
      expect(await read.ledgerCheckpoint.count()).toBeGreaterThan(0)
    } finally {
      await ctx.close()
    }
  })
})
