import { Refusal } from '../../../domain/base/errors.ts'
import { maskPersonalData } from '../../../domain/base/text/personal-data.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { type Meaning, sayMeaning } from '../../../domain/talk/meaning.ts'
import { sameWords } from '../../../search/mod.ts'
import type { Db } from '../../../store/base/database.ts'
import { isDecided, keepMeaning, type Meant } from '../../../store/guides/guide-aliases.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { firstMessagesOf, lockSameWords } from '../../../store/talk/first-messages.ts'
import type { Context } from '../../base/context.ts'
import { isWording } from '../../guides/guide-aliases.ts'
import { wordsKey } from '../../guides/words-key.ts'
import { demandReview, keptSince } from './review.ts'

export interface Decision {
  /** Messages with the words that are decided about. */
  ids: readonly number[]
  meaning: Meaning
  /** A wording for the guide, typed because the words themselves are too long. */
  wording?: string
}

/**
 * Stores what words of residents mean, without personal data and without whose they were. The bot follows it at once, in
 * other processes at their next reload. For a guide the words become wordings; where they are too long for that, a
 * lesson that they are a question.
 * @throws Refusal `forbidden`, `not_found`, `conflict` when somebody decided before, `invalid_field`
 */
export async function decideFirstMessages(
  ctx: Context,
  by: Actor,
  { ids, meaning, wording = '' }: Decision,
): Promise<void> {
  demandReview(by)
  const guide = meaning !== 'useless' && 'guide' in meaning ? meaning.guide : undefined
  if (guide !== undefined && !ctx.content().guides.has(guide))
    throw new Refusal('invalid_field', '没有这篇指南，可能改了名字。')
  const typed = guide === undefined ? '' : wording.trim().replace(/\s+/g, ' ')
  if (typed !== '' && !isWording(typed))
    throw new Refusal('invalid_field', '说法要 3 到 40 个字，不要有姓名、电话、门牌。')
  await ctx.db.inTransaction(async tx => {
    const words = await undecided(tx, ctx, ids)
    const now = ctx.now()
    if (guide !== undefined && typed === '' && !words.some(w => isWording(w.text)))
      throw new Refusal('invalid_field', '这句话太长，或者带着门牌、电话，不能直接当说法。请写一句短的。')
    const keep = (given: (typeof words)[number], meant: Meant) =>
      keepMeaning(tx, ctx.secrets, { ...given, meaning: meant, officerId: by.id, now })
    for (const given of words) await keep(given, meantBy(meaning, given.text))
    if (guide !== undefined && typed !== '') {
      const given = { text: typed, textKey: wordsKey(ctx.secrets, typed), count: 1, at: now }
      await keep(given, { guideId: guide, normal: sameWords(typed) })
    }
    await addAudit(tx, {
      at: now,
      officerId: by.id,
      action: meaning === 'useless' ? 'words_dismissed' : 'words_learned',
      target: ids.join(' '),
      detail: sayMeaning(meaning),
    })
  })
  if (meaning !== 'useless') await ctx.relearn?.()
}

function meantBy(meaning: Meaning, text: string): Meant {
  if (meaning === 'useless') return { useless: true }
  if ('way' in meaning) return { way: meaning.way, kind: meaning.kind ?? null }
  return isWording(text)
    ? { guideId: meaning.guide, normal: sameWords(text) }
    : { way: 'question', kind: null }
}

/** The words of these messages that nobody has decided about, locked until the transaction ends. */
async function undecided(tx: Db, ctx: Context, ids: readonly number[]) {
  const rows = await firstMessagesOf(tx, ids)
  if (rows.length === 0) throw new Refusal('not_found', '这句话已经不在了：过了保存期，或者群众要求删除了。')
  const keys = [...new Set(rows.map(row => row.textKey))].sort()
  const same = await lockSameWords(tx, keys, keptSince(ctx))
  const open: { text: string; textKey: string; count: number; at: Date }[] = []
  for (const textKey of keys) {
    if (await isDecided(tx, textKey)) continue
    const those = same.filter(row => row.textKey === textKey)
    const text = maskPersonalData(rows.find(row => row.textKey === textKey)!.text)
    open.push({ text, textKey, count: those.length, at: those.at(-1)?.at ?? ctx.now() })
  }
  if (open.length === 0) throw new Refusal('conflict', '别人刚定过这句话，刷新看看。')
  return open
}
