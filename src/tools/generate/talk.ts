import { DAY } from '../../domain/base/civil-date.ts'
import type { Bulk } from '../../store/cases/bulk.ts'
import { externalKey } from '../../store/talk/contacts.ts'
import { seeded } from '../sample/random.ts'
import { SAMPLE_PLACES, SAMPLE_TEXTS } from '../sample/texts.ts'

interface TalkOptions {
  /** How many messages, those of residents and the answers together. */
  messages: number
  years: number
  seed: number
  until: Date
  onProgress?: (done: number) => void
}

/** How many messages each resident has: a usual number for some years, answers included. */
const MESSAGES_EACH = 10
const COMMIT_EVERY = 50_000

/**
 * Writes made-up WeChat dialogues, each question with the answer that was sent in the response. They belong to no case
 * and have no turn records, which the desk does not show anyway; they only make the tables as long as real ones.
 */
export function generateTalk(bulk: Bulk, { messages, years, seed, until, onProgress }: TalkOptions): void {
  const random = seeded(seed)
  const { secrets } = bulk
  const turns = Math.floor(messages / 2)
  const residents = Math.max(1, Math.ceil(messages / MESSAGES_EACH))
  const began = until.getTime() - years * 365 * DAY
  const step = (until.getTime() - began) / Math.max(1, turns)
  const atOf = (turn: number) => new Date(began + turn * step)
  /** Residents write in turn, so the last message of each is in the last round. */
  const lastOf = (resident: number) => resident + Math.floor((turns - 1 - resident) / residents) * residents
  for (let i = 0; i < residents; i++) {
    const openId = `o-made-${seed}-${i}`
    bulk.add('Contact', {
      id: i + 1,
      channel: 'wechat',
      externalKey: externalKey(secrets, 'wechat', openId),
      externalSealed: secrets.seal(openId, 'contact.external'),
      windowLeft: 0,
      lastInboundAt: i < turns ? atOf(lastOf(i)) : null,
      createdAt: atOf(i),
    })
  }
  for (let turn = 0; turn < turns; turn++) {
    const contactId = (turn % residents) + 1
    const { text, reply } = random.pick(SAMPLE_TEXTS)
    const at = atOf(turn)
    const id = 2 * turn + 1
    bulk.add('Message', {
      id,
      contactId,
      direction: 'in',
      dedupeKey: secrets.key(`${seed}:${turn}`, 'generated.message'),
      kind: 'text',
      text: text.replaceAll('{place}', random.pick(SAMPLE_PLACES)),
      inReplyToId: null,
      ordinal: 0,
      at,
    })
    bulk.add('Message', {
      id: id + 1,
      contactId,
      direction: 'out',
      dedupeKey: null,
      kind: 'text',
      text: reply,
      inReplyToId: id,
      ordinal: 0,
      at,
    })
    bulk.add('Outbox', {
      id: turn + 1,
      messageId: id + 1,
      contactId,
      channel: 'wechat',
      dedupeKey: `answer:${id}:0`,
      purpose: 'dialogue',
      status: 'sent',
      via: 'passive',
      attempts: 1,
      sentAt: at,
      createdAt: at,
    })
    if (id % COMMIT_EVERY === 1) {
      bulk.commit()
      onProgress?.(id)
    }
  }
}
