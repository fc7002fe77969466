import { CHAT_CHANNELS } from '../../../domain/base/message.ts'

/** A channel as a label of /metrics: a closed set, whatever a row says. */
export const laneLabel = (lane: string): string =>
  (CHAT_CHANNELS as readonly string[]).includes(lane) ? lane : 'other'
