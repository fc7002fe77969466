import { onceFor } from '../../domain/base/once-for.ts'
import type { World } from '../turn.ts'
import type { Asking } from './answer.ts'
import { type Option, pick } from './pick.ts'

const optionsOf = onceFor((categories: World['office']['categories']): Option[] =>
  categories.map(c => ({ value: c.id, label: c.name, aliases: [] })),
)

/** A category of this office. */
export const category: Asking<'category'> = {
  free: false,
  read: (step, input, ctx, frame) => pick(category.choices!(step, ctx, frame), input, ctx),
  choices: (_, ctx) => optionsOf(ctx.world.office.categories),
}
