import type { Db } from '../../store/base/database.ts'
import { addLetter } from '../../store/delivery/letters.ts'
import type { Context } from '../base/context.ts'

/** The data of a letter; a report's text is written when it is sent. */
export interface LetterBodies {
  report: { period: string; scope: string; version: number }
  plain: { subject: string; text: string }
}
export type LetterKind = keyof LetterBodies

/** Queues a letter, once per key, within the transaction of its cause. */
export async function queueLetter<K extends LetterKind>(
  tx: Db,
  ctx: Context,
  letter: { dedupeKey: string; kind: K; to: string; body: LetterBodies[K] },
): Promise<void> {
  await addLetter(
    tx,
    {
      dedupeKey: letter.dedupeKey,
      kind: letter.kind,
      toSealed: ctx.secrets.seal(letter.to, 'letter.to'),
      bodySealed: ctx.secrets.seal(JSON.stringify(letter.body), 'letter.body'),
    },
    ctx.now(),
  )
}
