import { z } from 'zod'
import { whyResidentCannot } from '../../resident-acts.ts'
import { acted, sayVia } from '../acted.ts'
import { event } from '../event.ts'
import { ANY, defineMove } from '../move.ts'

export const urged = event({
  data: z.strictObject({ ...acted }),
  writes: false,
  reactions: true,
  act: true,
  officeLine: () => '群众催办',
  residentLine: d => `收到您的催办，已提醒承办人${sayVia(d)}`,
})

export const urge = defineMove({
  label: '催办',
  about: '群众催办。',
  done: null,
  from: ANY,
  unless: c => whyResidentCannot(c, 'urge'),
  to: [],
  who: ['resident'],
  input: z.strictObject({}),
  events: { urged },
  form: null,
  apply: () => ({ next: {}, events: [['urged', {}]] }),
})
