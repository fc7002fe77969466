import { z } from 'zod'
import { type ConfirmedBy, VIA_NAMES, type Via } from '../../people/actor.ts'
import { nameIn } from './event.ts'

/** The route a resident's act came by. `checked`: how the officer at the counter identified the resident. */
export const acted = {
  via: z.custom<Via>().optional(),
  confirmed: z.custom<ConfirmedBy>().optional(),
  checked: z.string().optional(),
}

/** The route, in words. Residents read it, too, so they see what somebody did with their code. */
export const sayVia = ({ via }: { readonly via?: unknown }): string => {
  const name = nameIn(VIA_NAMES, via)
  return name ? `（${name}）` : ''
}
