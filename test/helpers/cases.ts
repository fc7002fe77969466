import type { Actor } from '../../src/domain/people/actor.ts'
import type { Context } from '../../src/usecases/base/context.ts'
import { moveCase } from '../../src/usecases/cases/moving/move-case.ts'
import { type OpenCase, type OpenCaseExtras, openCase } from '../../src/usecases/cases/moving/open-case.ts'

export const RESIDENT: Actor = { kind: 'resident' }
export const SYSTEM: Actor = { kind: 'system' }

/**
 * Opens a case: a complaint by phone about a street lamp, opened by a resident, unless the test gives something else.
 * @returns its number
 */
export async function openedCase(
  ctx: Context,
  input: Partial<OpenCase> = {},
  by: Actor = RESIDENT,
  extras: OpenCaseExtras = {},
): Promise<string> {
  const lamp: OpenCase = { kind: 'complaint', text: '路灯坏了', channel: 'phone' }
  return (await openCase(ctx, { ...lamp, ...input }, by, extras)).number
}

/** Accepts a case and assigns it to the construction department, or as `to` says. */
export async function assignCase(
  ctx: Context,
  number: string,
  dispatcher: Actor,
  to: { department: string; officer?: string } = { department: 'construction' },
): Promise<void> {
  await moveCase(ctx, number, 'accept', {}, dispatcher)
  await moveCase(ctx, number, 'assign', to, dispatcher)
}

/** Answers an assigned case: one officer drafts and submits, another approves. */
export async function answerCase(
  ctx: Context,
  number: string,
  text: string,
  [author, reviewer]: readonly [Actor, Actor],
): Promise<void> {
  await moveCase(ctx, number, 'draft', { text }, author)
  await moveCase(ctx, number, 'submit', {}, author)
  await moveCase(ctx, number, 'approve', {}, reviewer)
}
