import { z } from 'zod'
import { type ConfirmedBy, VIA_NAMES, type Via } from '../../people/actor.ts'

/** How a resident's act came in. `checked`: how the officer at the counter knew whose wish it was. */
export const acted = {
  via: z.custom<Via>().optional(),
  confirmed: z.custom<ConfirmedBy>().optional(),
  checked: z.string().optional(),
}

/** By which way it came in: residents see, too, what somebody did with their code. */
export const sayVia = ({ via }: { readonly via?: unknown }): string => {
  const name = VIA_NAMES[via as Via]
  return name ? `（${name}）` : ''
}
