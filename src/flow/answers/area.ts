import { onceFor } from '../../domain/base/once-for.ts'
import type { TurnContext } from '../state/state.ts'
import type { World } from '../turn.ts'
import type { Asking } from './answer.ts'
import { type Option, pick } from './pick.ts'

const optionsOf = onceFor((areas: World['office']['areas']): Option[] =>
  areas.map(area => ({ value: area.id, label: area.name, aliases: area.aliases })),
)
const areas = (ctx: TurnContext): Option[] => optionsOf(ctx.world.office.areas)

/** A village or community of this office. */
export const area: Asking<'area'> = {
  free: false,
  read: (_, input, ctx) =>
    pick(areas(ctx), input.location ? { text: input.location.label ?? '' } : input, ctx),
  choices: (_, ctx) => areas(ctx),
}

/**
 * The only area that a text names. When it names none, the area whose code the resident scanned, if they did. Undefined
 * when it names several.
 */
export function areaIn(text: string, ctx: TurnContext): Option | undefined {
  if (namedIn(text, ctx).length === 0)
    return areas(ctx).find(option => option.value === ctx.world.contact.areaId)
  return areaNamed(text, ctx)
}

/** The same by the text alone. */
export function areaNamed(text: string, ctx: TurnContext): Option | undefined {
  const found = namedIn(text, ctx)
  return found.length === 1 ? found[0] : undefined
}

const namedIn = (text: string, ctx: TurnContext): Option[] =>
  areas(ctx).filter(option =>
    [option.label, ...option.aliases].some(name => name.length >= 2 && text.includes(name)),
  )
