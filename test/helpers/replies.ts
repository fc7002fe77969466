import type { Actor } from '../../src/domain/people/actor.ts'
import { moveCase } from '../../src/usecases/cases/moving/move-case.ts'
import { answerCase, assignCase, openedCase } from './cases.ts'
import { officer, type TestContext } from './context.ts'

/** Officers who publish replies. */
export interface Publishers {
  dispatcher: Actor
  clerk: Actor
  reviewer: Actor & { id: number }
}

export const publishers = async (ctx: TestContext): Promise<Publishers> => ({
  dispatcher: await officer(ctx, 'dispatcher', '林'),
  clerk: await officer(ctx, 'clerk', '何', 'construction'),
  reviewer: await officer(ctx, 'reviewer', '赵'),
})

/** A reply that anybody may read. @returns its id, and the number of its case */
export async function publishedReply(
  ctx: TestContext,
  { dispatcher, clerk, reviewer }: Publishers,
  given: { question?: string; text: string; area?: string; category?: string },
): Promise<{ id: number; number: string }> {
  const { question, text, area, category } = given
  const number = await openedCase(ctx, {
    kind: 'inquiry',
    text: question ?? '想问一件事',
    ...(area && { area }),
    ...(category && { category }),
  })
  await assignCase(ctx, number, dispatcher)
  await answerCase(ctx, number, text, [clerk, reviewer])
  await publish(ctx, number, reviewer, given)
  const row = await ctx.db.read.reply.findFirstOrThrow({
    where: { case: { number } },
    orderBy: { id: 'desc' },
  })
  return { id: row.id, number }
}

export const publish = (
  ctx: TestContext,
  number: string,
  reviewer: Actor,
  { question, text }: { question?: string; text: string },
) =>
  moveCase(
    ctx,
    number,
    'publish',
    {
      openness: 'open',
      redactedText: text,
      ...(question && { redactedQuestion: question }),
      secrecyChecked: true,
    },
    reviewer,
  )

export const unpublish = (ctx: TestContext, number: string, reviewer: Actor) =>
  moveCase(ctx, number, 'publish', { openness: 'closed', reason: '已经变了。' }, reviewer)
