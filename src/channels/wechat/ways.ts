import type { Inbound, Outbound, SendContext, SendResult } from '../../domain/base/message.ts'

/**
 * What an official account can do and other puppets cannot, in one place. The channel speaks Wechaty for
 * everything else; a puppet without these ways is used through `plainWays` (other-puppet.ts).
 */
export interface Ways {
  /** What Wechaty's own message does not tell: events, media ids, places. */
  details(messageId: string): Partial<Inbound>
  /** Pictures can follow a text: then it does not ride on the waiting response, which carries nothing else. */
  sendsPictures: boolean
  /** Until when `answer` still reaches the resident on the waiting response; null when there is none. */
  answerUntil(messageId: string): Date | null
  /** It is durable: acknowledges it, with these replies on the waiting response. */
  answer(messageId: string, replies: readonly Outbound[]): void
  /** It is not durable: must not be acknowledged. */
  refuse(messageId: string, error: unknown): void
  /** One try at sending by the best way still open. */
  deliver(to: string, message: Outbound, context: SendContext): Promise<SendResult>
  fetchMedia(ref: string): Promise<{ bytes: Uint8Array; mime: string; name?: string }>
}
