import type { ArticleAccount } from './article-account.ts'

/** Where a case or a conversation comes from. */
export const CHANNELS = ['wechat', 'telegram', 'web', 'phone', 'visit', 'letter', 'api'] as const
export type ChannelName = (typeof CHANNELS)[number]

/** The channels a resident can be talked to on. */
export const CHAT_CHANNELS = ['wechat', 'telegram', 'web'] as const satisfies readonly ChannelName[]
export type ChatChannel = (typeof CHAT_CHANNELS)[number]

export const CHANNEL_NAMES: Record<ChannelName, string> = {
  wechat: '微信',
  telegram: 'Telegram',
  web: '网页',
  phone: '电话',
  visit: '来访',
  letter: '来信',
  api: '接口',
}

export type MediaKind = 'photo' | 'voice' | 'video' | 'file'

export const MEDIA_NAMES: Record<MediaKind, string> = {
  photo: '照片',
  voice: '语音',
  video: '视频',
  file: '文件',
}

/** Something a resident sent that is not text: either the bytes, or where the channel keeps them. */
export interface InboundMedia {
  kind: MediaKind
  /** The channel's own reference (a WeChat media id, a Telegram file id); fetched with `Channel.fetchMedia`. */
  ref?: string
  /** Already here (web chat uploads): the bytes, or how to read them, so that not all are in memory at once. */
  bytes?: Uint8Array | (() => Promise<Uint8Array>)
  mime?: string
  name?: string
}

export type EventName = 'follow' | 'unfollow' | 'scan' | 'click' | 'view' | 'location' | 'delivery' | 'other'

/** What the channel reports later about a notification it accepted. */
export interface DeliveryReport {
  /** The route it was sent by (`template`) and the channel's id of it, as in `SendResult`. */
  via: string
  id?: string
  outcome: 'arrived' | 'refused' | 'failed'
}

/** One message of a resident, whatever the channel. */
export interface Inbound {
  channel: ChatChannel
  /**
   * The channel's id of this message, with its time and type: the same for every retry. Not unique by itself: a
   * delivery is identified by its sender, this id and its content.
   */
  externalId: string
  /** The channel's id of the resident (openid, Telegram chat id, cookie id), or `NOBODY`. Personal data. */
  from: string
  at: Date
  kind: 'text' | 'media' | 'location' | 'link' | 'event' | 'unknown'
  /** What was typed, a caption, or a link's title and address. */
  text?: string
  /** The value of a choice the resident pressed. */
  choice?: string
  media?: InboundMedia[]
  location?: { latitude: number; longitude: number; label?: string }
  /** `key`: the menu key or the scene of a QR code. `name: 'other'` keeps the channel's own name in `raw`. */
  event?: { name: EventName; key?: string; deliveries?: DeliveryReport[] }
  /** The channel's own type, kept for what we do not know. */
  raw?: string
  /** The channel's id of the message itself, where it can be edited: later wordings come with the same. */
  sourceId?: string
  /** These are new words for the message with this `sourceId`. */
  edited?: true
  /** The id that photos sent together share; each arrives as a message of its own. */
  album?: string
  /** The raw message, when it could not be parsed; the other fields hold what could be read. */
  unread?: string
  /** On the web: the same browser is signed in at the desk. Nothing is done from it as the resident of a case. */
  atDesk?: true
}

/**
 * The sender of a genuine message whose sender could not be read: the message is stored for an officer and not
 * answered.
 */
export const NOBODY = '?'

export interface Choice {
  /** What the resident sees. */
  label: string
  /** What comes back in `Inbound.choice`; typing the label or its number means the same. */
  value: string
}

/** One message to a resident. `text` alone must make sense: choices are listed in it by number where a channel has no buttons. */
export interface Outbound {
  text: string
  choices?: Choice[]
  link?: { label: string; url: string }
  /** A picture or voice that the channel has, by its own id. Where it cannot be shown, the text stands alone. */
  media?: { kind: 'photo' | 'voice'; mediaId: string }
  /** Pictures of the office's own, by content hash. Where they cannot go, the text must say where to see them. */
  pictures?: readonly string[]
  /** A card that opens a page, with or without a picture. Where there are none, the text and the link say the same. */
  card?: { title: string; description: string; picUrl?: string; url: string }
  /** To an officer: the case a notification names, and the page it opens. To a resident these follow from the case. */
  about?: { number: string; url: string }
}

/** One route that was tried, and its answer. */
export interface Attempt {
  via: string
  outcome: 'sent' | 'retry' | 'held' | 'undeliverable'
  code?: string
  detail?: string
}

/** Something an administrator must do, in words. `about` is `account`, or the one route it concerns. */
export interface Trouble {
  about: string
  code: string
  detail: string
}

/** Where a channel reports troubles outside of sending (those of an attempt are in its `SendResult`). */
export interface Troubles {
  raise(trouble: Trouble): Promise<void>
  /**
   * A message went through: the trouble with the account, or with this route of it, is over. `circuit`: it can be
   * reached again; `clock`: its requests are in time again.
   */
  clear(about: string): Promise<void>
}

/** What a channel may report about an attempt beyond its outcome. */
export interface SendReport {
  /** Every route that was tried, in order; not given: the one of the outcome. Empty: none was tried. */
  attempts?: Attempt[]
  /** Messages it took out of the sending window. */
  messages?: number
  /** The channel says that nothing more goes out before the resident does something. */
  windowShut?: 'over' | 'usedUp'
  /**
   * The failure is not this message's (the account, or the channel itself): such an attempt is never the last one.
   */
  notItsFault?: true
  /**
   * The channel itself takes nothing now (it is down, refuses the account, asks to slow down): no other message would
   * fare better. Milliseconds after which one message may try again.
   */
  channelRestsMs?: number
  /** The text has arrived; what failed is a picture, which also stands on the case page. */
  textArrived?: true
  trouble?: Trouble
}

/**
 * The result of one attempt at sending. Codes are the channel's own (`45015`); details are for officers, in Chinese.
 */
export type SendResult = SendReport &
  (
    | { outcome: 'sent'; via: string; externalId?: string }
    | { outcome: 'retry'; via: string; code: string; detail: string; afterMs?: number }
    | { outcome: 'held'; via: string; code: string; detail: string }
    | { outcome: 'undeliverable'; via: string; code: string; detail: string }
  )

/** Why a message is sent: a channel may have other ways for an answer than for chat. */
export type Purpose = 'dialogue' | 'reply' | 'notice'

export interface SendContext {
  purpose: Purpose
  /** Unique per outbox row; a channel that can, uses it to send once. */
  key: string
  caseNumber?: string
  casePageUrl?: string
  /** The sending window known for this contact (WeChat): messages left, and until when. */
  window?: { left: number; until: Date }
  /** Parts of a long text, and pictures behind it, that arrived in an earlier try. */
  partsSent?: number
  /** Called after each part of a long text, so that none is sent twice; resolves when it is durable. */
  partArrived?: (partsSent: number) => Promise<void>
  /** The bytes of one of `Outbound.pictures`; undefined when they are not there. */
  picture?: (hash: string) => Promise<Uint8Array | undefined>
}

/** What the office answered to one inbound message, in order. The first `passive` of them go into the waiting response. */
export interface Received {
  messageId: number
  replies: Outbound[]
  /** How many of `replies`, from the first, the channel must put into its waiting response. */
  passive: number
  /** True when this inbound message was seen before: `replies` are those of the first time. */
  repeated: boolean
}

export type Receive = (inbound: Inbound, options?: ReceiveOptions) => Promise<Received>

export interface ReceiveOptions {
  /** Whether the sender's network has opened too many cases lately. The network itself is not passed on. */
  crowded?: (opening: { key: string; urgent: boolean; at: Date }) => boolean | Promise<boolean>
  /**
   * How many of these messages fit into the waiting response, 0 when there is none. Called inside the transaction.
   */
  passive?: (replies: readonly Outbound[]) => number
  /** The sender writes faster than anybody types: the message is only kept, and with `say` they are told so. */
  flood?: 'say' | 'keep'
}

/** A connection to residents. Only `main.ts` connects it to the rest. */
export interface Channel {
  readonly name: ChatChannel
  /** Starts receiving messages. Resolves when it is ready. */
  start(receive: Receive): Promise<void>
  stop(): Promise<void>
  /** One attempt at sending. Never throws for what the channel answers; a throw is a defect and is retried. */
  send(to: string, message: Outbound, context: SendContext): Promise<SendResult>
  /**
   * The id of the resident whom the channel's own browser has signed in, by a one-time code. Throws `Refusal` in
   * words.
   */
  whoIs?(code: string): Promise<string>
  /** Makes a code that never expires; a scan comes back as an event with this scene. Throws `Refusal` in words. */
  makeSceneCode?(scene: string): Promise<{ url: string }>
  /** Fetches what a resident sent. Throws `Refusal` with `unavailable` to be tried again, `not_found` when it is gone. */
  fetchMedia?(ref: string): Promise<{ bytes: Uint8Array; mime: string; name?: string }>
  /** Where the channel is an account that publishes articles. */
  readonly articles?: ArticleAccount
}
