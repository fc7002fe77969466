import { keySentenceOf } from '../../../search/mod.ts'
import { indexCase } from '../../../store/cases/case-search.ts'
import { lockCase } from '../../../store/cases/cases.ts'
import { contactById, nameOf, phoneOf } from '../../../store/talk/contacts.ts'
import { firstMessagesOfCase } from '../../../store/talk/messages.ts'
import {
  changeEventsOfResident,
  changeReminders,
  nextAnonymous,
  rewriteCase,
} from '../../../store/talk/old-rows.ts'
import { ownerOf } from '../../../store/talk/pseudonyms.ts'
import type { Context } from '../../base/context.ts'
import {
  type Hide,
  hideInJson,
  hideSaid,
  knownIdentities,
  makeHide,
  statedIdentities,
} from '../../cases/anonymous.ts'
import { titleOf } from '../../cases/moving/open-case.ts'

/**
 * Removes the writer from the texts of an anonymous case stored before this was done on storing: title, text, place,
 * facts, messages, later additions, and the search row. Idempotent.
 * @param afterId the previous case; one case in a transaction, because a conversation may be long
 * @returns its id and whether anything changed; null when there are no more
 */
export const hideWriterOfNext = (
  ctx: Context,
  afterId: number,
): Promise<{ id: number; changed: boolean } | null> =>
  ctx.db.inTransaction(async tx => {
    const next = await nextAnonymous(tx, afterId)
    if (!next) return null
    const { id } = next
    const row = (await lockCase(tx, next.number))!
    const contact = row.contactId === null ? null : await contactById(tx, row.contactId)
    const owner = contact && (await ownerOf(tx, ctx.secrets, contact))
    const known = [
      // Before the case was separated from its resident, it held their name.
      readable(() => nameOf(ctx.secrets, next)),
      readable(() => phoneOf(ctx.secrets, next)),
      ...statedIdentities(ctx.secrets, await firstMessagesOfCase(tx, id)),
      ...(owner ? await knownIdentities(tx, ctx, owner.id) : []),
    ].filter(value => value !== undefined)
    const hide: Hide = makeHide([...new Set(known)], ctx.content().office)
    const orNull = (text: string | null) => text && hide(text)

    const text = hide(row.text)
    const words = {
      // A title is an excerpt of the text and may end within a name.
      title: [keySentenceOf(row.text), titleOf(row.text)].includes(row.title)
        ? keySentenceOf(text)
        : hide(row.title),
      text,
      place: orNull(row.place),
      facts: hideInJson(row.facts, hide),
      ratingText: orNull(row.ratingText),
    }
    const before = {
      title: row.title,
      text: row.text,
      place: row.place,
      facts: row.facts,
      ratingText: row.ratingText,
    }
    let changed = JSON.stringify(words) !== JSON.stringify(before)
    if (changed) {
      await rewriteCase(tx, id, words)
      await indexCase(tx, ctx.secrets, {
        id,
        number: row.number,
        title: words.title,
        text,
        place: words.place,
      })
    }
    const rest = [
      await hideSaid(tx, ctx, { caseId: id, sinceMessageId: 0 }, hide),
      await changeEventsOfResident(tx, id, data => hideInJson(data, hide)!),
      await changeReminders(tx, id, hide),
    ]
    changed ||= rest.some(count => count > 0)
    return { id, changed }
  })

/** A value sealed with another key cannot be read, and must not block the cases after it. */
function readable(open: () => string | undefined): string | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}
