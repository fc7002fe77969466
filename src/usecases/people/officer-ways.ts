import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { invalidField, Refusal } from '../../domain/base/errors.ts'
import { type Quiet, WAY_MODES, WAYS, type Way, type WayMode } from '../../domain/notify/push-plan.ts'
import { confirmWay, removeWays, setMode, setWay, waysOf } from '../../store/people/officer-ways.ts'
import { addAudit, officerById, setQuietHours } from '../../store/people/officers.ts'
import { linkByKey, replaceLink, useLink } from '../../store/people/one-time-links.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { queueLetter } from '../delivery/queue-letter.ts'
import { quietOf } from './quiet-hours.ts'
import type { SignedIn } from './sign-in.ts'

/** A link in a letter is opened within a day. */
const CONFIRM_MS = 24 * 3_600_000
const PURPOSE = 'mailbox'
const keyOf = (ctx: Context, token: string) => ctx.secrets.key(token, 'mailbox-link')

export interface WayView {
  way: Way
  mode: WayMode
  /** For a mailbox: the address, and whether it was confirmed. */
  address?: string
  confirmed: boolean
}

/** The routes on which an officer is notified, for their account page. */
export async function officerWays(ctx: Context, by: SignedIn): Promise<{ ways: WayView[]; quiet: Quiet }> {
  const [rows, officer] = await Promise.all([waysOf(ctx.db.read, by.id), officerById(ctx.db.read, by.id)])
  return {
    ways: rows.map(row => ({
      way: row.way as Way,
      mode: row.mode as WayMode,
      confirmed: row.confirmedAt !== null,
      ...(row.addressSealed && { address: ctx.secrets.open(row.addressSealed, 'officer.mail') }),
    })),
    quiet: quietOf(officer!),
  }
}

const mailbox = z.email('应是邮箱地址，例如 zhang@example.gov.cn').max(200, '太长了')

/**
 * Stores an officer's mailbox and sends it a link; until that is opened nothing else is sent there.
 * @throws Refusal `invalid_field`; `unavailable` without a mail server.
 */
export async function setMailbox(ctx: Context, by: SignedIn, given: string): Promise<void> {
  if (!ctx.mail) throw new Refusal('unavailable', '还没有设置邮件服务器，请管理员填好 SMTP_URL。')
  const mail = checked(mailbox, given.trim(), ([wrong]) => invalidField('mail', wrong!.message))
  const now = ctx.now()
  const token = randomBytes(32).toString('base64url')
  const { shortName } = ctx.content().office
  await ctx.db.inTransaction(async tx => {
    await setWay(
      tx,
      by.id,
      'mail',
      { mode: 'now', addressSealed: ctx.secrets.seal(mail, 'officer.mail'), confirmedAt: null },
      now,
    )
    await replaceLink(tx, {
      key: keyOf(ctx, token),
      purpose: PURPOSE,
      officerId: by.id,
      expiresAt: new Date(now.getTime() + CONFIRM_MS),
      createdAt: now,
    })
    await queueLetter(tx, ctx, {
      kind: 'plain',
      to: mail,
      dedupeKey: `confirm:${keyOf(ctx, token)}`,
      body: {
        subject: `【${shortName}办件台】确认您的邮箱`,
        text: [
          `${by.name}，您好。办件台的提醒将发到这个邮箱，请打开下面的链接确认。24 小时内有效。`,
          `${ctx.config.baseUrl}/desk/confirm-mail#token=${token}`,
          '如果不是您填的，不用理会。',
        ].join('\n\n'),
      },
    })
    await addAudit(tx, { at: now, officerId: by.id, action: 'mailbox_set' })
  })
}

const DEAD = '这个链接用过了，或过了 24 小时。请在“我的账户”里重新填一次邮箱。'

/** Whether a link still works, without using it up: mail scanners open every link. */
export async function readMailboxLink(ctx: Context, token: string): Promise<void> {
  const link = await linkByKey(ctx.db.read, keyOf(ctx, token))
  if (link?.purpose !== PURPOSE || link.usedAt || link.expiresAt <= ctx.now())
    throw new Refusal('not_found', DEAD)
}

/** @throws Refusal `not_found` */
export async function confirmMailbox(ctx: Context, token: string): Promise<void> {
  const now = ctx.now()
  await ctx.db.inTransaction(async tx => {
    const key = keyOf(ctx, token)
    if (!(await useLink(tx, key, PURPOSE, now))) throw new Refusal('not_found', DEAD)
    const { officerId } = (await linkByKey(tx, key))!
    await confirmWay(tx, officerId!, 'mail', now)
    await addAudit(tx, { at: now, officerId, action: 'mailbox_confirmed' })
  })
}

const preferences = z.strictObject({
  modes: z.partialRecord(z.enum(WAYS), z.enum(WAY_MODES)),
  from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间写成 20:00'),
  to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '时间写成 08:00'),
  daysOff: z.boolean(),
})
type Preferences = z.input<typeof preferences>

/** @throws Refusal `invalid_field` */
export async function setPreferences(ctx: Context, by: SignedIn, given: Preferences): Promise<void> {
  const { modes, from, to, daysOff } = checked(preferences, given)
  await ctx.db.inTransaction(async tx => {
    for (const way of WAYS) if (modes[way]) await setMode(tx, by.id, way, modes[way])
    await setQuietHours(tx, by.id, { quietFrom: from, quietTo: to, quietDaysOff: daysOff })
  })
}

/** Removes a route: the mailbox is deleted, or the chat unlinked. */
export async function removeWay(ctx: Context, by: SignedIn, way: string): Promise<void> {
  const known = z.enum(WAYS).safeParse(way)
  if (!known.success) throw new Refusal('not_found', '没有这个提醒方式。')
  await ctx.db.inTransaction(async tx => {
    const removed = await removeWays(tx, { officerId: by.id, way: known.data })
    if (removed.length > 0) {
      await addAudit(tx, { at: ctx.now(), officerId: by.id, action: 'way_removed', detail: known.data })
    }
  })
}
