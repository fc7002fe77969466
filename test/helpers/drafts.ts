import type { OfficerActor } from '../../src/domain/people/actor.ts'
import type { ItemInput } from '../../src/usecases/publish/item-input.ts'
import { moveItemAs } from '../../src/usecases/publish/move-item.ts'
import { createItem, type FileChange } from '../../src/usecases/publish/save-item.ts'
import type { TestContext } from './context.ts'

export const NEWS: ItemInput = {
  columnId: 'news',
  title: '道路修好了',
  body: '村口到学校的路 11 月 28 日修好。',
}

/** A draft of an item. @returns its number */
export const draftItem = (
  ctx: TestContext,
  by: OfficerActor,
  input: Partial<ItemInput> = {},
  files?: FileChange,
): Promise<string> => createItem(ctx, by, { ...NEWS, ...input }, files)

/** From the draft to the public: by who wrote it, who reviews it and who checks its secrecy. */
export async function publishItem(
  ctx: TestContext,
  number: string,
  [writer, reviewer, checker]: readonly [OfficerActor, OfficerActor, OfficerActor],
): Promise<void> {
  await moveItemAs(ctx, number, 'submit', {}, writer)
  await moveItemAs(ctx, number, 'pass', {}, reviewer)
  await moveItemAs(ctx, number, 'check', { confirmed: true }, checker)
}
