import { z } from 'zod'
import { OPEN } from '../../case.ts'
import { event, words } from '../event.ts'
import { defineMove } from '../move.ts'

/** Another case was merged into this one. */
const tookIn = event({
  data: z.strictObject({ number: z.string() }),
  writes: false,
  reactions: false,
  officeLine: d => `并入了 ${words(d.number)}`,
})

/** Follows from `merge` on the other case. */
export const takeIn = defineMove({
  label: '并入',
  about: '另一件并入了这件；随并案自动记下。',
  done: null,
  from: OPEN,
  to: [],
  who: ['dispatcher'],
  input: z.strictObject({ number: z.string() }),
  events: { took_in: tookIn },
  form: null,
  apply: (_c, { number }) => ({ next: {}, events: [['took_in', { number }]] }),
})
