import type { Inbound, Received } from '../../src/domain/base/message.ts'
import { findContact, lockContact } from '../../src/store/talk/contacts.ts'
import { type OpenCase, openCaseIn } from '../../src/usecases/cases/moving/open-case.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { RESIDENT } from './cases.ts'
import { type TestContext, typed } from './context.ts'

/** The texts of an answer. */
export const answerText = ({ replies }: Pick<Received, 'replies'>): string =>
  replies.map(reply => reply.text).join('\n')

/** A resident sends these lines, one a minute. @returns the texts that answer the last one */
export async function sendLines(
  ctx: TestContext,
  from: string,
  lines: readonly string[],
  more: Partial<Inbound> = {},
): Promise<string> {
  let last: Pick<Received, 'replies'> = { replies: [] }
  for (const line of lines) {
    last = await receiveMessage(ctx, typed(ctx, from, line, more), { passive: all => all.length })
    ctx.clock.advance(1)
  }
  return answerText(last)
}

/** Opens a case from the chat of a resident, who says hello first. */
export async function chatCase(
  ctx: TestContext,
  from: string,
  input: Pick<OpenCase, 'text'> & Partial<OpenCase> & { channel: 'web' | 'wechat' },
): Promise<{ id: number; number: string }> {
  await receiveMessage(ctx, typed(ctx, from, '你好', { channel: input.channel }))
  const contact = await findContact(ctx.db.read, ctx.secrets, input.channel, from)
  const { row } = await ctx.db.inTransaction(tx =>
    openCaseIn(tx, ctx, { kind: 'complaint', ...input }, RESIDENT, { contactId: contact!.id }),
  )
  return row
}

/** Links a WeChat chat to an officer, who is notified there at once. */
export const linkOfficerChat = (ctx: TestContext, officerId: number, openId: string): Promise<void> =>
  ctx.db.inTransaction(async tx => {
    const at = ctx.now()
    const { contact } = await lockContact(tx, ctx.secrets, 'wechat', openId, at)
    await tx.officerWay.create({
      data: { officerId, way: 'wechat', contactId: contact.id, mode: 'now', createdAt: at, confirmedAt: at },
    })
  })
