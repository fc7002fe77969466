import { expect, it } from 'vitest'
import { type NotEntered, sayNotEntered } from '../../../../src/domain/numbers/ledger/not-entered.ts'

/** Received today, a Monday; the ledger is written up to yesterday. */
const today: NotEntered = {
  receivedOn: '2026-11-16',
  owed: true,
  waitsFrom: '2026-11-16',
  coarse: false,
  openedOn: '2026-10-25',
  closedOn: '2026-11-15',
  now: new Date('2026-11-16T15:00+08:00'),
  phone: '0000-8810000',
}
const at = (now: string) => new Date(`${now}+08:00`)
const MISSING =
  '没有查到。这件早就该记进台账了，这样的事不应该发生。请留好编号、查询码和台账验证码，打电话 0000-8810000 问；问不清楚，打 12345，或者向上一级机关反映。'
const TOMORROW = '还没有：今天的件在今晚 0 点以后记入台账，明天再看。'
const SUNDAY = '还没有：匿名件和少见的类型到星期天才记入台账，11 月 23 日再看。'
const SOON = '还没有：正在记入台账，过几个小时再看。'

it.each<[string, Partial<NotEntered>, string]>([
  ['came today', {}, TOMORROW],
  ['came yesterday, which is being closed', { now: at('2026-11-17T00:03') }, SOON],
  ['came yesterday, which should be closed by now', { now: at('2026-11-17T12:00') }, MISSING],
  [
    'came on a day that was closed without it',
    { closedOn: '2026-11-16', now: at('2026-11-17T00:20') },
    MISSING,
  ],
  ['was lost on the way', { waitsFrom: null }, MISSING],
  ['is anonymous', { coarse: true }, SUNDAY],
  [
    'is anonymous, later in the week',
    { coarse: true, closedOn: '2026-11-19', now: at('2026-11-20T09:00') },
    SUNDAY,
  ],
  [
    'is anonymous, on the Sunday',
    { coarse: true, closedOn: '2026-11-21', now: at('2026-11-22T23:00') },
    SUNDAY,
  ],
  [
    'is anonymous, its week being closed',
    { coarse: true, closedOn: '2026-11-21', now: at('2026-11-23T00:03') },
    SOON,
  ],
  ['is anonymous, its week closed without it', { coarse: true, closedOn: '2026-11-22' }, MISSING],
  [
    'was over before the ledger began',
    { receivedOn: '2026-10-01', owed: false, waitsFrom: null },
    '没有：台账从 10 月 26 日开始，您的件在那以前就办完了。',
  ],
  [
    'was over in the year before the ledger began',
    { receivedOn: '2025-10-01', owed: false, waitsFrom: null, openedOn: '2025-10-31' },
    '没有：台账从 2025 年 11 月 1 日开始，您的件在那以前就办完了。',
  ],
  ['is owed since before the ledger began', { receivedOn: '2026-10-01', waitsFrom: null }, MISSING],
  ['was over, and is reopened today', { receivedOn: '2026-10-01' }, TOMORROW],
  ['came before there is a ledger', { openedOn: null, closedOn: null }, '还没有：台账还没有开始记。'],
  ['came while the ledger is being opened', { closedOn: null }, '还没有：台账还没有开始记。'],
])('a case without an entry that %s', (_, more, words) => {
  expect(sayNotEntered({ ...today, ...more })).toBe(words)
})
