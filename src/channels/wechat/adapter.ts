import type { Logger } from 'pino'
import { type Contact, type Message, types, type Wechaty, WechatyBuilder } from 'wechaty'
import type { Puppet } from 'wechaty-puppet'
import { Refusal } from '../../domain/base/errors.ts'
import type { Inbound, MediaKind, Receive } from '../../domain/base/message.ts'
import { dropPlaceholders } from '../../domain/base/text/placeholders.ts'
import type { AccountAbilities } from './account-abilities.ts'
import { countFitting } from './reply.ts'

/** Turns every Wechaty `message` into an `Inbound`, whatever puppet it came through. */
interface Adapter {
  start(receive: Receive): Promise<void>
  stop(): Promise<void>
}

interface AdapterOptions {
  puppet: Puppet
  abilities: AccountAbilities
  now: () => Date
  log: Logger
}

export function adapt({ puppet, abilities, now, log }: AdapterOptions): Adapter {
  // No name: a nameless memory card is never written to disk. No token: Wechaty stays off its own cloud.
  const wechaty = WechatyBuilder.build({ puppet })
  let receive: Receive | undefined
  wechaty.on('error', error => log.error(kindOf(error), 'wechat: Wechaty reported an error'))
  // A rejection here would be unhandled and a throw would skip other listeners, so both are caught.
  wechaty.on('message', message => {
    if (meant(message)) void take(message)
    else forget(wechaty, message)
  })

  async function take(message: Message): Promise<void> {
    const id = message.id
    try {
      if (!receive) throw new Refusal('unavailable', '还没有准备好。')
      const inbound = dropPlaceholders({ ...fromWechaty(message), ...abilities.details(id) })
      const inTime = () => {
        const until = abilities.answerUntil(id)
        return until !== null && now() < until
      }
      const { replies, passive } = await receive(inbound, {
        passive: waiting => (inTime() ? countFitting(waiting, abilities.sendsPictures) : 0),
      })
      abilities.answer(id, replies.slice(0, passive))
    } catch (error) {
      log.error(kindOf(error), 'wechat: a message could not be kept; WeChat will send it again')
      abilities.refuse(id, error)
    } finally {
      forget(wechaty, message)
    }
  }

  return {
    async start(take) {
      receive = take
      await wechaty.start()
    },
    async stop() {
      await wechaty.stop()
    },
  }
}

/**
 * Whether a message is a resident's to the office: not our own, which some puppets repeat, and not one in a group.
 */
const meant = (message: Message): boolean => !message.self() && message.room() === undefined

/** Errors may quote openids and texts (a database's do), so only the kind of error may be logged. */
function kindOf(error: unknown): { kind: string; code?: string } {
  if (!(error instanceof Error)) return { kind: typeof error }
  const { code } = error as { code?: unknown }
  return { kind: error.name, ...(typeof code === 'string' && { code }) }
}

const MEDIA_KINDS: Partial<Record<types.Message, MediaKind>> = {
  [types.Message.Image]: 'photo',
  [types.Message.Audio]: 'voice',
  [types.Message.Video]: 'video',
  [types.Message.Attachment]: 'file',
}

/** The fields of a message that Wechaty itself provides. */
function fromWechaty(message: Message): Inbound {
  const type = message.type()
  const head = {
    channel: 'wechat' as const,
    // The same id has been seen from two people; a retry also has the same time and type.
    externalId: `${message.id}:${Math.floor(message.date().getTime() / 1000)}:${types.Message[type]}`,
    from: message.talker().id,
    at: message.date(),
  }
  const media = MEDIA_KINDS[type]
  if (media) return { ...head, kind: 'media', media: [{ kind: media, ref: message.id }] }
  if (type === types.Message.Text) return { ...head, kind: 'text', text: message.text() }
  return { ...head, kind: 'unknown', raw: `wechaty:${types.Message[type]}` }
}

/**
 * Removes a contact from Wechaty's cache after its message: Wechaty would keep every contact for ever (43 MB for
 * 100,000).
 */
function forget(wechaty: Wechaty, message: Message): void {
  const { pool } = wechaty.Contact as unknown as { pool: Map<string, Contact> }
  const talker = message.payload?.talkerId
  if (talker !== undefined) pool.delete(talker)
}
