import { z } from 'zod'
import { event } from '../event.ts'
import { defineMove } from '../move.ts'

const accepted = event({
  data: z.strictObject({}),
  writes: false,
  reactions: true,
  officeLine: () => '受理',
  residentLine: () => '已受理',
})

export const accept = defineMove({
  label: '受理',
  about: '受理一件；办的人成为首问责任人。',
  done: '已受理。',
  from: ['received'],
  to: ['accepted'],
  who: ['dispatcher', 'clerk'],
  input: z.strictObject({}),
  events: { accepted },
  form: 'own',
  apply: (c, _input, by, { now }) => ({
    next: { status: 'accepted', acceptedAt: now, firstTakerId: c.firstTakerId ?? by.id ?? null },
    events: [['accepted', {}]],
  }),
})
