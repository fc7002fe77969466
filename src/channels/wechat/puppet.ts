import * as PUPPET from 'wechaty-puppet'
import type { OfficialMessage } from './official-message.ts'

/**
 * A Wechaty puppet for WeChat official accounts. Pure protocol adapter: it holds no socket of its own (the webhook
 * hands it verified messages), and sends by the functions it is given.
 *
 * It stores only messages in progress: a message's payload from `open` to `close`. It never emits `heartbeat`,
 * because after the first one Wechaty's watchdog resets a puppet that is silent for a minute – and a township's
 * account is silent all night.
 */
interface PuppetDeps {
  /** The account's own id in Wechaty: its appid. */
  accountId: string
  /** Sends one text now. Throws the channel's own errors. */
  sendText(openId: string, text: string): Promise<void>
}

const { throwUnsupportedError } = PUPPET
const { Message, Contact, ContactGender } = PUPPET.types

/**
 * Wechaty's type for each of WeChat's; the others, including events, are Unknown and are distinguished by their raw
 * payload.
 */
const MESSAGE_TYPES: Record<string, PUPPET.types.Message> = {
  text: Message.Text,
  image: Message.Image,
  voice: Message.Audio,
  video: Message.Video,
  shortvideo: Message.Video,
  location: Message.Location,
  link: Message.Url,
}

/** Wechaty's caches are for chat rooms and address books; we have neither. */
const CACHE = { contact: 50, friendship: 1, message: 50, post: 1, room: 1, roomInvitation: 1, roomMember: 1 }

export class PuppetOfficialAccount extends PUPPET.Puppet {
  static override readonly VERSION = '1.0.0'
  readonly #deps: PuppetDeps
  readonly #underWay = new Map<string, OfficialMessage>()

  constructor(deps: PuppetDeps) {
    // Nothing secret in the options: Wechaty logs them.
    super({ cache: CACHE })
    this.#deps = deps
  }

  override name(): string {
    return 'huiyin-puppet-official-account'
  }

  override version(): string {
    return PuppetOfficialAccount.VERSION
  }

  override async onStart(): Promise<void> {
    this.login(this.#deps.accountId)
    this.emit('ready', { data: 'ready' })
  }

  override async onStop(): Promise<void> {
    this.#underWay.clear()
  }

  /** Hands a verified message to Wechaty; its payload is kept until `close`. */
  open(message: OfficialMessage): void {
    this.#underWay.set(message.id, message)
    this.emit('message', { messageId: message.id })
  }

  /** The payload of a message under way. */
  raw(messageId: string): OfficialMessage | undefined {
    return this.#underWay.get(messageId)
  }

  close(messageId: string): void {
    const message = this.#underWay.get(messageId)
    this.#underWay.delete(messageId)
    this.cache.message.delete(messageId)
    if (message) this.cache.contact.delete(message.from)
  }

  /** How many messages are under way. */
  get load(): number {
    return this.#underWay.size
  }

  override ding(data?: string): void {
    this.emit('dong', { data: data ?? '' })
  }

  // Messages

  override async messageRawPayload(messageId: string): Promise<OfficialMessage> {
    const message = this.#underWay.get(messageId)
    if (!message) throw new Error('the message is no longer under way')
    return message
  }

  override async messageRawPayloadParser(raw: OfficialMessage): Promise<PUPPET.payloads.Message> {
    const text = raw.fields['Content']
    return {
      id: raw.id,
      talkerId: raw.from,
      listenerId: this.#deps.accountId,
      timestamp: Math.floor(raw.at.getTime() / 1000),
      type: Object.hasOwn(MESSAGE_TYPES, raw.type) ? MESSAGE_TYPES[raw.type]! : Message.Unknown,
      text: raw.type === 'text' && typeof text === 'string' ? text : '',
    }
  }

  override async messageSendText(conversationId: string, text: string): Promise<void> {
    await this.#deps.sendText(conversationId, text)
  }

  // Contacts: the openid only. WeChat is not queried and nothing personal is stored.

  override async contactRawPayload(contactId: string): Promise<{ id: string }> {
    return { id: contactId }
  }

  override async contactRawPayloadParser(raw: { id: string }): Promise<PUPPET.payloads.Contact> {
    const self = raw.id === this.#deps.accountId
    return {
      id: raw.id,
      name: self ? '公众号' : '群众',
      avatar: '',
      gender: ContactGender.Unknown,
      type: self ? Contact.Official : Contact.Individual,
      phone: [],
    }
  }

  override async contactList(): Promise<string[]> {
    return []
  }

  override async roomList(): Promise<string[]> {
    return []
  }

  override async conversationReadMark(): Promise<void> {}

  // What an official account does not have.

  override contactSelfName = unsupported
  override contactSelfQRCode = unsupported
  override contactSelfSignature = unsupported
  override contactAlias = unsupported
  override contactAvatar = unsupported
  override contactPhone = unsupported
  override contactCorporationRemark = unsupported
  override contactDescription = unsupported
  override messageContact = unsupported
  override messageFile = unsupported
  override messageImage = unsupported
  override messageMiniProgram = unsupported
  override messageUrl = unsupported
  override messageLocation = unsupported
  override messageForward = unsupported
  override messageSendContact = unsupported
  override messageSendFile = unsupported
  override messageSendLocation = unsupported
  override messageSendMiniProgram = unsupported
  override messageSendPost = unsupported
  override messageSendUrl = unsupported
  override messageRecall = unsupported
  override postRawPayload = unsupported
  override postRawPayloadParser = unsupported
  override postPublish = unsupported
  override postSearch = unsupported
  override tap = unsupported
  override tapSearch = unsupported
  override roomAdd = unsupported
  override roomAvatar = unsupported
  override roomCreate = unsupported
  override roomDel = unsupported
  override roomQRCode = unsupported
  override roomQuit = unsupported
  override roomTopic = unsupported
  override roomRawPayload = unsupported
  override roomRawPayloadParser = unsupported
  override roomAnnounce = unsupported
  override roomMemberList = unsupported
  override roomMemberRawPayload = unsupported
  override roomMemberRawPayloadParser = unsupported
  override roomInvitationAccept = unsupported
  override roomInvitationRawPayload = unsupported
  override roomInvitationRawPayloadParser = unsupported
  override friendshipAccept = unsupported
  override friendshipAdd = unsupported
  override friendshipSearchPhone = unsupported
  override friendshipSearchHandle = unsupported
  override friendshipRawPayload = unsupported
  override friendshipRawPayloadParser = unsupported
  override tagContactAdd = unsupported
  override tagContactDelete = unsupported
  override tagContactList = unsupported
  override tagContactRemove = unsupported
}

async function unsupported(..._: unknown[]): Promise<never> {
  return throwUnsupportedError()
}
