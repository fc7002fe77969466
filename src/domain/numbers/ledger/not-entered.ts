import {
  addDays,
  type CivilDate,
  closeOfDay,
  HOUR,
  sayDate,
  shanghaiDate,
  yearOf,
} from '../../base/civil-date.ts'
import { endOfWeek } from './naming.ts'

/** A case that has no entry in the ledger's newest signed size. */
export interface NotEntered {
  receivedOn: CivilDate
  /** An answer is owed. */
  owed: boolean
  /** The day of the first event that has no place yet; null when nothing waits. */
  waitsFrom: CivilDate | null
  /** Its days are given to the week only. */
  coarse: boolean
  /** The ledger: the last day before it began, and the last that is closed; null before the first closing. */
  openedOn: CivilDate | null
  closedOn: CivilDate | null
  now: Date
  /** Of the office. */
  phone: string
}

/** A day is closed minutes after its end. After an outage it may take until the morning. */
const LONGEST_CLOSING_MS = 12 * HOUR

/** Why a case is not in the ledger, when it will be, or what to do when it should be. */
export function sayNotEntered(about: NotEntered): string {
  const { receivedOn, owed, waitsFrom, coarse, openedOn, closedOn, now } = about
  if (openedOn === null || closedOn === null) return '还没有：台账还没有开始记。'
  if (waitsFrom === null) {
    return receivedOn <= openedOn && !owed
      ? `没有：台账从 ${sayDate(addDays(openedOn, 1), yearOf(shanghaiDate(now)))}开始，您的件在那以前就办完了。`
      : sayMissing(about)
  }
  const entersAfter = coarse ? endOfWeek(waitsFrom) : waitsFrom
  if (entersAfter <= closedOn) return sayMissing(about)
  if (entersAfter >= shanghaiDate(now)) {
    return coarse
      ? `还没有：匿名件和少见的类型到星期天才记入台账，${sayDate(addDays(entersAfter, 1), yearOf(shanghaiDate(now)))}再看。`
      : '还没有：今天的件在今晚 0 点以后记入台账，明天再看。'
  }
  return now.getTime() < closeOfDay(entersAfter).getTime() + LONGEST_CLOSING_MS
    ? '还没有：正在记入台账，过几个小时再看。'
    : sayMissing(about)
}

const sayMissing = ({ phone }: NotEntered): string =>
  `没有查到。这件早就该记进台账了，这样的事不应该发生。请留好编号、查询码和台账验证码，打电话 ${phone} 问；` +
  '问不清楚，打 12345，或者向上一级机关反映。'
