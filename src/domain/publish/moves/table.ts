import { check, goLive, pass, publishNow, recall, returnItem } from './checking.ts'
import { conclude, expire, withdraw } from './ending.ts'
import { abandon, amend, discard, submit } from './writing.ts'

/** The life of an item: every move, in the order in which pages list them. What is not in this table is refused. */
export const ITEM_MOVES = {
  submit,
  recall,
  pass,
  check,
  return: returnItem,
  publishNow,
  amend,
  abandon,
  discard,
  conclude,
  withdraw,
  goLive,
  expire,
} as const
