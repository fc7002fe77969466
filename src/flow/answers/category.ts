import type { Asking } from './answer.ts'
import { pick } from './pick.ts'

/** A category of this office. */
export const category: Asking<'category'> = {
  free: false,
  read: (step, input, ctx, frame) => pick(category.choices!(step, ctx, frame), input, ctx),
  choices: (_, ctx) => ctx.world.office.categories.map(c => ({ value: c.id, label: c.name, aliases: [] })),
}
