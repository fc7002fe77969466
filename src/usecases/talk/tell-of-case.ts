import { sayDate, yearOf } from '../../domain/base/civil-date.ts'
import type { EventType } from '../../domain/cases/events.ts'
import { joinPictures } from '../../store/cases/replies/pictures.ts'
import { replyById } from '../../store/cases/replies/replies.ts'
import { addOutbound } from '../../store/talk/messages.ts'
import type { Moved, Reaction } from '../base/reactions.ts'
import { titleOf, trackingUrl } from '../cases/moving/open-case.ts'
import { pictureHashes } from '../cases/public/reply-pictures.ts'
import { inviteRating } from './invite-rating.ts'
import { noticeTexts } from './notice-texts.ts'

/** Queues an approved answer for its resident, with the invitation to rate it. */
export async function sendReply({ tx, ctx, row, event, now }: Moved<'answered' | 'declined'>): Promise<void> {
  if (row.contactId === null) return // phone, visit or letter: the officer tells the resident, or they read the case page
  const reply = await replyById(tx, event.data.replyId)
  const pictures = await pictureHashes(tx, reply.id)
  const text = noticeTexts(ctx).reply(row, reply.text, pictures.length)
  const invitation = await inviteRating(tx, ctx, row, now)
  const messageId = await addOutbound(tx, ctx.secrets, {
    contactId: row.contactId,
    caseId: row.id,
    replyId: reply.id,
    purpose: 'reply',
    dedupeKey: `reply:${reply.id}`,
    outbound: {
      text: invitation ? `${text}\n\n${invitation.text}` : text,
      ...(invitation?.choices && { choices: invitation.choices }),
      ...(pictures.length > 0 && { pictures }),
    },
    now,
  })
  await joinPictures(tx, reply.id, messageId, row)
}

/** Queues a notice to the resident. */
const notice =
  <E extends EventType>(
    write: (texts: ReturnType<typeof noticeTexts>, moved: Moved<E>) => string,
  ): Reaction<Moved<E>> =>
  async moved => {
    const { tx, ctx, row, event, now } = moved
    if (row.contactId === null) return
    await addOutbound(tx, ctx.secrets, {
      contactId: row.contactId,
      caseId: row.id,
      purpose: 'notice',
      // A case changes its version with each such move: one move, one notice.
      dedupeKey: `${event.type}:${row.number}:${row.version}`,
      outbound: { text: write(noticeTexts(ctx), moved) },
      now,
    })
  }

export const tellSetAside = notice<'set_aside'>((texts, { row }) => texts.setAside(row))

export const tellAsked = notice<'asked_resident'>((texts, { row, event }) =>
  texts.askedResident(row, event.data.text),
)

export const tellExtended = notice<'extended'>((texts, { row, next, event }) =>
  texts.extended(row, next.deadlines.reply, event.data.reason),
)

/** Tells the applicant the new date, never the third party's name. */
export const tellThirdParty = notice<'third_party_asked'>((texts, { row, next }) =>
  texts.thirdParty(row, next.deadlines.reply),
)

/** Tells the resident the new date of their answer after a calendar change. */
export async function tellDeadlineMoved({
  tx,
  ctx,
  row,
  next,
  event,
  now,
}: Moved<'deadline_moved'>): Promise<void> {
  const { which, from, to, reason } = event.data
  if (which !== 'reply' || row.contactId === null) return
  const { reply } = next.deadlines
  await addOutbound(tx, ctx.secrets, {
    contactId: row.contactId,
    caseId: row.id,
    purpose: 'notice',
    dedupeKey: `deadline_moved:${row.number}:${from}:${to}:${reply.calendar}`,
    outbound: {
      text:
        `您反映的“${titleOf(row.title, 20)}”（编号 ${row.number}），答复的日子从 ${sayDate(from)}改到 ` +
        `${sayDate(to, yearOf(from))}：${reason}。${reply.explanation}\n` +
        `查看全部经过：${trackingUrl(ctx, row.number)}`,
    },
    now,
  })
}
