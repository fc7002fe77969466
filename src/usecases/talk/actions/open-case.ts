import type { ArgsOf } from '../../../flow/actions.ts'
import { toCase } from '../../../store/cases/cases.ts'
import { attachToCase, joinToCase } from '../../../store/talk/joining.ts'
import { idsOf } from '../../../store/talk/pseudonyms.ts'
import { knownIdentities } from '../../cases/anonymous.ts'
import type { Ceiling } from '../../cases/moving/case-ceiling.ts'
import { openCaseIn, trackingUrl } from '../../cases/moving/open-case.ts'
import { type Action, type ActionContext, cut, RESIDENT, visible } from './action.ts'
import { dropIdentifyingFiles, hideTurn } from './hide-writer.ts'
import { replyDue } from './say-case.ts'

export const openCase: Action<'open_case'> = async (acting, args, key) =>
  (await openFor(acting, args, key)).done

/**
 * Opens this resident's case with what was said and sent since the dialogue began.
 * @param following the number of another resident's case about the same matter
 */
export async function openFor(
  acting: ActionContext,
  args: ArgsOf<'open_case'>,
  key: string,
  following?: string,
) {
  const { tx, ctx, contact, inbound, firstMessageId } = acting
  const { kind, location, attachments: files = [], anonymous = false } = args
  const [title, area, category, place, phone, name, facts, since] = [
    args.title,
    args.areaId,
    args.categoryId,
    args.place,
    args.phone,
    args.name,
    args.facts,
    args.since,
  ].map(visible)
  const known = anonymous ? await knownIdentities(tx, ctx, contact.id) : []
  const { row, opened } = await openCaseIn(
    tx,
    ctx,
    {
      kind,
      text: args.text,
      channel: inbound.channel,
      ...(title && { title: cut(title, 80) }),
      ...(area && { area }),
      ...(category && { category }),
      ...(place && { place }),
      ...((phone || name) && { resident: { ...(phone && { phone }), ...(name && { name }) } }),
      ...(anonymous && { anonymous }),
    },
    RESIDENT,
    {
      contactId: contact.id,
      submissionKey: key,
      ceiling: ceilingOf(acting),
      known,
      ...((args.urgent || speaksOfDanger(acting, args.text)) && { urgent: true }),
      ...(location && { location }),
      ...((facts || since || following) && {
        facts: { ...(facts && { text: facts }), ...(since && { since }), ...(following && { following }) },
      }),
    },
  )
  await joinToCase(tx, contact.id, firstMessageId, row)
  if (files.length > 0) await attachToCase(tx, contact.id, files, row)
  const notes = await dropIdentifyingFiles(acting, row)
  const hide = await hideTurn(acting, row, known)
  const vars = { ...replyDue(toCase(row), contact), trackingUrl: trackingUrl(ctx, row.number) }
  const changed = opened ? row.number : undefined
  return { row, opened, done: { result: { outcome: 'ok' as const, vars }, changed, notes, hide } }
}

/** This resident's cases are counted, under all their ids. */
export const ceilingOf = ({ ctx, contact, crowded }: ActionContext): Ceiling => ({
  contactIds: idsOf(ctx.secrets, contact),
  network: crowded,
  unproved: contact.channel === 'web',
})

/** A text about danger makes the case urgent, whatever the dialogue. */
export const speaksOfDanger = ({ ctx }: ActionContext, text: string): boolean =>
  ctx.content().emergencyIn(text) !== undefined
