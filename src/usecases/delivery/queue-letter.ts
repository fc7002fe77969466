import type { Db } from '../../store/base/database.ts'
import { addLetter } from '../../store/delivery/letters.ts'
import type { Context } from '../base/context.ts'

/** What a letter is about; the text of a report is written when it goes out. */
export interface LetterBodies {
  report: { period: string; scope: string; version: number }
  plain: { subject: string; text: string }
}
export type LetterKind = keyof LetterBodies

/** Puts a letter in line, once per key, within the transaction of what it tells. */
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
