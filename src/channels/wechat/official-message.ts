import { createHash } from 'node:crypto'
import {
  type DeliveryReport,
  type EventName,
  type Inbound,
  type MediaKind,
  NOBODY,
} from '../../domain/base/message.ts'
import { nodeOf, readLoosely, readXml, textOf, XmlError, type XmlNode } from './xml.ts'

/** A message or event as an official account receives it (接收普通消息, 接收事件推送): the common head, and all its fields. */
export interface OfficialMessage {
  /** The same for every retry and for nothing else: a hash of sender, time, type, MsgId and content. */
  id: string
  /** The resident's openid; `NOBODY` when it could not be read. */
  from: string
  /** The account's own name (`gh_…`); empty when it could not be read. */
  to: string
  at: Date
  type: string
  fields: XmlNode
  /** The raw message, when it could not be parsed strictly. */
  unread?: string
}

const NAME = /^[\w.@-]{1,128}$/
const TYPE = /^\w{1,64}$/
const SECONDS = /^\d{1,10}$/

/**
 * Reads a message that WeChat sent. One that strict parsing refuses is read as far as possible, with the raw text in
 * `unread`: it is genuine, and refusing it would make WeChat send it again and tell the resident of an outage.
 * @param sentAt used when the message's own time cannot be read; must be the same for retries
 */
export function readMessage(body: string, sentAt: Date): OfficialMessage {
  const strict = strictly(body)
  const fields = strict ?? readLoosely(body)
  const read = (tag: string, pattern: RegExp) => {
    const value = textOf(fields, tag)?.trim()
    return value !== undefined && pattern.test(value) ? value : undefined
  }
  const time = read('CreateTime', SECONDS)
  const type = read('MsgType', TYPE) ?? (textOf(fields, 'Content') !== undefined ? 'text' : 'unreadable')
  return {
    id: idOf(fields, type, strict ? '' : body),
    from: read('FromUserName', NAME) ?? NOBODY,
    to: read('ToUserName', NAME) ?? '',
    at: time === undefined ? sentAt : new Date(Number(time) * 1000),
    type,
    fields,
    ...(!strict && { unread: body }),
  }
}

/** The fields of a message that is written as documented, with the head that every message has. */
function strictly(body: string): XmlNode | undefined {
  try {
    const fields = readXml(body)
    const has = (tag: string, pattern: RegExp) => pattern.test(textOf(fields, tag) ?? '')
    const head = has('FromUserName', NAME) && has('ToUserName', NAME) && has('CreateTime', SECONDS)
    // No documented message has a field twice, or elements among the words.
    const plain =
      !Object.values(fields).some(Array.isArray) && !(has('MsgType', /^text$/) && nodeOf(fields, 'Content'))
    return head && plain && has('MsgType', TYPE) ? fields : undefined
  } catch (error) {
    if (error instanceof XmlError) return undefined
    throw error
  }
}

/** The fields that identify an event, which has no MsgId. */
const EVENT_PARTS = ['FromUserName', 'CreateTime', 'MsgType', 'Event', 'EventKey', 'MsgID']

/**
 * MsgId alone is not unique: two people writing at once have been seen with the same one. A retry has the same body,
 * so a message is identified by its whole content, an event by the documented fields and its lists.
 */
function idOf(fields: XmlNode, type: string, body: string): string {
  const parts = Object.entries(fields)
    .filter(([tag, value]) =>
      type === 'event' ? EVENT_PARTS.includes(tag) || typeof value !== 'string' : tag !== 'Encrypt',
    )
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([parts, body]))
    .digest('base64url')
    .slice(0, 24)
}

type Details = Partial<
  Pick<Inbound, 'kind' | 'text' | 'choice' | 'media' | 'location' | 'event' | 'raw' | 'unread'>
>
type Reader = (fields: XmlNode) => Details

const media =
  (kind: MediaKind): Reader =>
  fields => {
    const ref = textOf(fields, 'MediaId')
    // WeChat's speech recognition is usually empty now; it is kept for accounts that still have it.
    const text = textOf(fields, 'Recognition')
    return { kind: 'media', media: ref ? [{ kind, ref }] : [], ...(text && { text }) }
  }

const numberOf = (fields: XmlNode, tag: string, limit: number): number | undefined => {
  const value = Number(textOf(fields, tag))
  return Number.isFinite(value) && Math.abs(value) <= limit && textOf(fields, tag) ? value : undefined
}

const place = (fields: XmlNode, latitudeTag: string, longitudeTag: string): Details => {
  const latitude = numberOf(fields, latitudeTag, 90)
  const longitude = numberOf(fields, longitudeTag, 180)
  const label = textOf(fields, 'Label')
  if (latitude === undefined || longitude === undefined) return {}
  return { location: { latitude, longitude, ...(label && { label }) } }
}

/** Every documented message type. Others are stored as `unknown`. */
const TYPES: Record<string, Reader> = {
  text: fields => {
    // The value of a choice pressed in a menu message (msgmenu); the text is its label.
    const choice = textOf(fields, 'bizmsgmenuid')
    return { kind: 'text', text: textOf(fields, 'Content') ?? '', ...(choice && { choice }) }
  },
  image: media('photo'),
  voice: media('voice'),
  video: media('video'),
  shortvideo: media('video'),
  location: fields => {
    const found = place(fields, 'Location_X', 'Location_Y')
    return found.location ? { kind: 'location', ...found } : { kind: 'unknown', raw: 'location' }
  },
  link: fields => ({
    kind: 'link',
    text: ['Title', 'Description', 'Url'].flatMap(tag => textOf(fields, tag) ?? []).join('\n'),
  }),
  // Not documented: a file comes with its name only, and cannot be fetched.
  file: fields => {
    const name = textOf(fields, 'Title')
    return { kind: 'unknown', raw: 'file', ...(name && { text: name }) }
  },
  event: fields => eventDetails(fields),
}

interface EventRule {
  name: EventName
  key?: (fields: XmlNode) => string | undefined
  deliveries?: (fields: XmlNode) => DeliveryReport[]
  more?: Reader
}

const eventKey = (fields: XmlNode) => textOf(fields, 'EventKey')

/** `template:accept` for each subscription message the resident was asked about. */
const consents = (list: string) => (fields: XmlNode) =>
  itemsOf(fields, list)
    .map(
      item =>
        `${textOf(item, 'TemplateId') ?? ''}:${textOf(item, 'SubscribeStatusString') ?? textOf(item, 'ErrorCode') ?? ''}`,
    )
    .join(',')

function itemsOf(fields: XmlNode, list: string): XmlNode[] {
  const items = nodeOf(fields, list)?.['List']
  return [items ?? []]
    .flat()
    .flatMap(item => (typeof item === 'object' && !Array.isArray(item) ? [item] : []))
}

/** 模板消息: Status is `success`, `failed:user block` or `failed: system failed`. */
function templateReport(fields: XmlNode): DeliveryReport[] {
  const [id, status = ''] = [textOf(fields, 'MsgID'), textOf(fields, 'Status')]
  const outcome = status === 'success' ? 'arrived' : /block/.test(status) ? 'refused' : 'failed'
  return [{ via: 'template', ...(id && { id }), outcome }]
}

/**
 * 订阅通知 (订阅通知的事件推送, developers.weixin.qq.com/doc/service/guide/product/subscription_messages/push): one item for each that
 * was sent, with a MsgID; ErrorCode 0 is arrived, 43101 refused. `bizsend` itself answers without any id (asked and left open
 * in Tencent's community, 2021-11-09: develop/doc/000ea648670c88925b0d5479756c00), so `note-delivery` takes the oldest
 * notice to this resident that has none yet.
 */
const subscribeReports = (fields: XmlNode): DeliveryReport[] =>
  itemsOf(fields, 'SubscribeMsgSentEvent').map(item => {
    const [id, code] = [textOf(item, 'MsgID'), textOf(item, 'ErrorCode')]
    const outcome = code === '0' ? 'arrived' : code === '43101' ? 'refused' : 'failed'
    return { via: 'subscribe', ...(id && { id }), outcome }
  })

/** Every known event. Others are stored as `other`. */
const EVENTS: Record<string, EventRule> = {
  // `qrscene_` only here: a resident who follows by a scene code; other prefixes are not scenes.
  subscribe: { name: 'follow', key: fields => /^qrscene_(.+)$/s.exec(eventKey(fields) ?? '')?.[1] },
  unsubscribe: { name: 'unfollow' },
  SCAN: { name: 'scan', key: eventKey },
  LOCATION: { name: 'location', more: fields => place(fields, 'Latitude', 'Longitude') },
  CLICK: { name: 'click', key: eventKey },
  VIEW: { name: 'view', key: eventKey },
  view_miniprogram: { name: 'view', key: eventKey },
  TEMPLATESENDJOBFINISH: {
    name: 'delivery',
    key: fields => `${textOf(fields, 'MsgID') ?? ''}:${textOf(fields, 'Status') ?? ''}`,
    deliveries: templateReport,
  },
  subscribe_msg_sent_event: {
    name: 'delivery',
    key: consents('SubscribeMsgSentEvent'),
    deliveries: subscribeReports,
  },
  subscribe_msg_popup_event: { name: 'other', key: consents('SubscribeMsgPopupEvent') },
  subscribe_msg_change_event: { name: 'other', key: consents('SubscribeMsgChangeEvent') },
}

function eventDetails(fields: XmlNode): Details {
  const raw = (textOf(fields, 'Event') ?? '').slice(0, 100)
  const rule: EventRule = Object.hasOwn(EVENTS, raw) ? EVENTS[raw]! : { name: 'other', key: eventKey }
  const key = rule.key?.(fields)?.slice(0, 1000)
  const deliveries = rule.deliveries?.(fields).slice(0, 20)
  return {
    kind: 'event',
    event: { name: rule.name, ...(key && { key }), ...(deliveries && { deliveries }) },
    raw: `event:${raw}`,
    ...rule.more?.(fields),
  }
}

/**
 * How much is stored of a message that could not be read, for an officer: its beginning, without fields that may
 * identify the sender.
 */
const EXCERPT = 1000
const excerpt = (body: string): string =>
  body
    .slice(0, 4 * EXCERPT)
    .replace(/[\w@.-]{20,}/g, '…')
    .slice(0, EXCERPT)

/** The fields of `Inbound` that a message fills. */
export function detailsOf({ type, fields, unread }: OfficialMessage): Details {
  const details = Object.hasOwn(TYPES, type) ? TYPES[type]!(fields) : { kind: 'unknown' as const, raw: type }
  return { ...details, ...(unread !== undefined && { unread: excerpt(unread) }) }
}
