import { z } from 'zod'
import { CHANNEL_NAMES, CHANNELS } from '../../../base/message.ts'
import { KINDS } from '../../../office/kinds.ts'
import type { Deadlines } from '../../case.ts'
import type { HeldReason } from '../../held.ts'
import { event, nameIn } from '../event.ts'

const HELD: Readonly<Record<HeldReason, string>> = {
  network: '，同一网络一小时里来得太多，先放在“待核”',
  open: '，同一位网页群众没办完的已经很多，先放在“待核”',
  contact: '，同一位群众一小时里发得太多，先放在“待核”',
}

/** The first event of a case. Not a move, because there is no case before it. */
export const received = event({
  data: z.strictObject({
    kind: z.enum(KINDS),
    channel: z.enum(CHANNELS),
    areaId: z.string().nullable(),
    categoryId: z.string().nullable(),
    deadlines: z.custom<Deadlines>(),
    /** Received in a burst from one network or one contact, and held until an officer looks at it. */
    held: z.custom<HeldReason>().optional(),
  }),
  writes: false,
  reactions: true,
  officeLine: d => {
    const channel = nameIn(CHANNEL_NAMES, d.channel)
    return `收到${channel ? `（${channel}）` : ''}${nameIn(HELD, d.held) ?? ''}`
  },
  residentLine: () => '收到您的诉求',
})
