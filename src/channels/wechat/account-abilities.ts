import type { Inbound, Outbound, SendContext, SendResult } from '../../domain/base/message.ts'

/**
 * What an official account can do and other puppets cannot. The channel uses Wechaty for everything else; a puppet
 * without these abilities is used through `plainAbilities` (other-puppet.ts).
 */
export interface AccountAbilities {
  /** Fields that Wechaty's own message lacks: events, media ids, places. */
  details(messageId: string): Partial<Inbound>
  /** Pictures can follow a text. Such a text is not sent on the waiting response, which can carry nothing else. */
  sendsPictures: boolean
  /** Until when `answer` still reaches the resident on the waiting response; null when there is none. */
  answerUntil(messageId: string): Date | null
  /** Acknowledges a durable message, with these replies on the waiting response. */
  answer(messageId: string, replies: readonly Outbound[]): void
  /** Rejects a message that is not durable and must not be acknowledged. */
  refuse(messageId: string, error: unknown): void
  /** One attempt at sending by the best open route. */
  deliver(to: string, message: Outbound, context: SendContext): Promise<SendResult>
  fetchMedia(ref: string): Promise<{ bytes: Uint8Array; mime: string; name?: string }>
}
