import type { OfficerActor } from '../../src/domain/people/actor.ts'
import type { ItemInput } from '../../src/usecases/publish/item-input.ts'
import { moveItemAs } from '../../src/usecases/publish/move-item.ts'
import { createItem, type FileChange } from '../../src/usecases/publish/save-item.ts'
import type { TestContext } from './context.ts'

/** Who publishes: a writer, a reviewer, and who checks the secrecy. */
export type Publishers = readonly [writer: OfficerActor, reviewer: OfficerActor, checker: OfficerActor]

export const NEWS: ItemInput = {
  columnId: 'news',
  title: '道路修好了',
  body: '村口到学校的路 11 月 28 日修好。',
}

/** A draft; news of the office unless the test gives something else. @returns its number */
export const draftItem = (
  ctx: TestContext,
  by: OfficerActor,
  input: Partial<ItemInput> = {},
  files?: FileChange,
): Promise<string> => createItem(ctx, by, { ...NEWS, ...input }, files)

/** From a draft to the public. */
export async function goPublic(
  ctx: TestContext,
  number: string,
  [writer, reviewer, checker]: Publishers,
): Promise<void> {
  await moveItemAs(ctx, number, 'submit', {}, writer)
  await moveItemAs(ctx, number, 'pass', {}, reviewer)
  await moveItemAs(ctx, number, 'check', { confirmed: true }, checker)
}

/** A published item. @returns its number */
export async function publishedItem(
  ctx: TestContext,
  people: Publishers,
  input: Partial<ItemInput> = {},
  files?: FileChange,
): Promise<string> {
  const number = await draftItem(ctx, people[0], input, files)
  await goPublic(ctx, number, people)
  return number
}
