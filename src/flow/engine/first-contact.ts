import { onceForLocale } from '../../domain/base/once-for.ts'
import { isReadable } from '../../domain/base/text/visible-text.ts'
import { saysOnlyNumbers } from '../answers/phone.ts'
import { exactly, type Option } from '../answers/pick.ts'
import type { Flow, SayStep } from '../definition/flow.ts'
import { localize } from '../definition/texts.ts'
import { LIMITS } from '../limits.ts'
import { note, type TurnContext } from '../state/state.ts'
import type { Input, Routing } from '../turn.ts'
import { looksForwarded } from '../words/forwarded.ts'
import { numberIn, plain } from '../words/normalize.ts'
import { nameSent } from '../words/sent.ts'
import { isDone, isYes, languageIn, wordOf } from '../words/words.ts'
import { ownCaseFlow } from './own-case-words.ts'

/** Flows that the engine itself begins. Their names are fixed; the office writes their texts. */
export const ENGINE_FLOWS = {
  /** Branches on the `intent` of a first message. */
  route: 'route',
  menu: 'menu',
  /** Answers a question for a guide in the middle of another flow. */
  guideAnswer: 'guide_answer',
  /** Lists the guides that a question may mean. */
  clarify: 'clarify',
  handOver: 'hand_over',
  track: 'track',
  rate: 'rate',
  language: 'language',
  /** Offers to continue a draft. */
  draft: 'draft',
} as const

export type Intent =
  | 'follow'
  | 'idle'
  | 'ok'
  | 'empty'
  | 'emoji'
  | 'photo'
  | 'location'
  | 'link'
  | 'forwarded'
  | 'emergency'
  | 'caseNumber'
  | 'guide'
  | 'candidates'
  | 'case'
  | 'report'
  | 'village'
  | 'inquiry'
  | 'registerInquiry'
  | 'which'
  | 'thanks'
  | 'smallTalk'
  | 'foreign'
  | 'hours'
  | 'abuse'
  | 'other'

export interface Start {
  flow: string
  vars: Record<string, unknown>
  shown: Record<string, string>
}

/** Emoji that stand for a word; older people often send nothing else. */
const NODS = /^(?:👍|👌|🆗|😊|🙂|🤝)[\u{1f3fb}-\u{1f3ff}]?(?:\s|👍|👌|🆗|😊|🙂|🤝|[\u{1f3fb}-\u{1f3ff}])*$/u
const FOLDED_HANDS = /^(?:🙏|🌹|💐|❤️?)(?:\s|🙏|🌹|💐|❤️?|👍|[\u{1f3fb}-\u{1f3ff}])*$/u

const EMOJI = /\p{Extended_Pictographic}/u

/** Questions about office hours: 你们几点上班, 星期六开门吗. */
const HOURS =
  /^(?:你们|镇政府|镇里|政府|大厅|窗口)*(?:今天|明天|现在|周[一二三四五六日末]|星期[一二三四五六天日])*(?:几点|什么时候|还)?(?:上班|下班|开门|关门|办公)(?:时间|吗|么|不|没)*$/u
/** An unclear text of this length says something: the bot asks what it is. */
const SAYS_SOMETHING = 10

/** Has words, not only digits and signs. */
const HALF_SAID = /\p{L}{2}/u

/** Messages that the bot did not understand: an officer may want to read them. */
const UNCLEAR: ReadonlySet<Intent> = new Set([
  'which',
  'other',
  'empty',
  'emoji',
  'foreign',
  'link',
  'forwarded',
])
/** The trace event of such a message. */
export const UNCLEAR_EVENT = 'unclear'
/** The trace event of a free text that began a dialogue, with what it was taken for and how surely: `guide:0.62`. */
export const JUDGED_EVENT = 'judged'

/** The flow that a message begins when no dialogue is under way. What it says is data in flows/. */
export function firstContact(input: Input, ctx: TurnContext): Start {
  const text = input.text ?? ''
  const { contact } = ctx.world
  const route = (intent: Intent, vars: Record<string, unknown> = {}): Start => {
    if (UNCLEAR.has(intent)) note(ctx, UNCLEAR_EVENT, intent)
    return {
      flow: ENGINE_FLOWS.route,
      vars: {
        intent,
        ...(text === '' ? {} : { text: withLink(text, input) }),
        ...attached(input, ctx),
        ...vars,
      },
      shown: {},
    }
  }
  const rating = contact.awaitingRating === undefined ? undefined : ratingIn(text)
  if (rating !== undefined) return start(ENGINE_FLOWS.rate, { number: contact.awaitingRating, rating })
  const chosen = menuChoice(input, ctx, true)
  if (chosen) return chosen
  const locale = languageIn(text)
  if (locale && ctx.flows.current(ENGINE_FLOWS.language)) return start(ENGINE_FLOWS.language, { locale })
  const word = wordOf(text)
  if (word === 'menu') return start(ENGINE_FLOWS.menu)
  if (word === 'person') return start(ENGINE_FLOWS.handOver)
  if (word !== undefined) return route('idle')
  if (isYes(text) || isDone(text) || NODS.test(text)) return route('ok')
  if (FOLDED_HANDS.test(text)) return route('thanks')
  if (input.event) return route('follow')
  if (text === '' || !isReadable(text)) {
    if (input.attachments?.length) {
      // The bot cannot hear it. If no case comes of it, an officer finds it among what was not understood.
      if (input.attachments.some(a => a.kind === 'voice')) note(ctx, UNCLEAR_EVENT, 'voice')
      return route('photo')
    }
    if (input.location) return route('location', place(input))
    if (input.link !== undefined) return route('link', { link: input.link })
    return route(EMOJI.test(text) ? 'emoji' : 'empty')
  }
  if (HOURS.test(plain(text))) return route('hours')
  const village = ctx.world.office.areas.find(area => [area.name, ...area.aliases].includes(text.trim()))
  if (village) return route('village', { area: village.id, areaName: village.name })
  if (looksForwarded(text) && !OUTRANK.has(ctx.world.classify(text).intent)) return route('forwarded')
  return byText(text, ctx, route)
}

/** Emergencies and case numbers come before everything else. */
const OUTRANK: ReadonlySet<Routing['intent']> = new Set(['emergency', 'caseNumber'])

/** Whoever passed over so many lists is not asked a third time: what they say is registered. */
export const LISTS_AT_MOST = 2

const start = (flow: string, vars: Record<string, unknown> = {}): Start => ({ flow, vars, shown: {} })

/** Starts by the judgement of the text. */
function byText(
  text: string,
  ctx: TurnContext,
  route: (intent: Intent, vars?: Record<string, unknown>) => Start,
): Start {
  const routing: Routing = ctx.world.classify(text)
  const own = OUTRANK.has(routing.intent) ? undefined : ownCaseFlow(text, routing.intent, ctx)
  if (own) return start(own.flow, own.vars)
  note(ctx, JUDGED_EVENT, `${routing.intent}:${routing.score.toFixed(2)}`)
  const { kind } = routing
  // 「东头那个事」 may be the beginning of a matter; a number alone may not.
  const said = HALF_SAID.test(text) && !saysOnlyNumbers(text) ? { said: text } : {}
  switch (routing.intent) {
    case 'emergency': {
      const { name = '', phone = '', say } = routing.emergency ?? {}
      const care = say === undefined ? {} : { emergencySay: say }
      return route('emergency', { emergencyName: name, emergencyPhone: phone, ...care })
    }
    case 'caseNumber':
      return route('caseNumber', { number: routing.caseNumber ?? text.slice(0, 40) })
    case 'ownCase':
      return start(ENGINE_FLOWS.track)
    case 'guide':
    case 'candidates':
      return withGuides(text, routing, ctx, route)
    case 'case':
    case 'inquiry':
      return route(routing.intent, { kind })
    case 'report':
    case 'thanks':
    case 'abuse':
      return route(routing.intent)
    case 'smallTalk':
      return route(isForeign(text, ctx) ? 'foreign' : 'smallTalk')
    case 'which':
      return isHalfSaid(text, routing) ? route('other', said) : route('which', { kind, ...said })
    case 'other':
      return route(isForeign(text, ctx) ? 'foreign' : 'other', said)
  }
}

/** The guide that answers, those to choose from, or (after two lists that did not fit) a registration. */
function withGuides(
  text: string,
  { intent, kind, guides = [] }: Routing,
  ctx: TurnContext,
  route: (intent: Intent, vars?: Record<string, unknown>) => Start,
): Start {
  const found = ctx.world.findGuides(text)
  if (found.reason !== undefined) note(ctx, 'heard', found.reason)
  const [first] = guides
  if (first === undefined) return route('inquiry', { kind })
  if (intent === 'guide') return route('guide', { kind, guide: first.id, guideTitle: first.title })
  if (ctx.state.passed.length >= LISTS_AT_MOST) {
    const all = [...ctx.state.passed, text].join('\n').slice(0, LIMITS.text)
    return route(kind === 'inquiry' ? 'registerInquiry' : 'case', { kind, text: all })
  }
  if (guides.length === 1) return route('candidates', { kind, guide: first.id, guideTitle: first.title })
  // A language model, if the office has one, has put them in order.
  const place = (id: string) => found.hits.findIndex(hit => hit.id === id)
  const ordered = [...guides].sort((a, b) => place(a.id) - place(b.id))
  return route('candidates', { kind, list: ordered.map(({ id, title }) => ({ value: id, label: title })) })
}

/** A short text that says too little for the question which it is: it may be the beginning of something. */
const isHalfSaid = (text: string, { aims }: Routing): boolean =>
  [...text].length < SAYS_SOMETHING &&
  aims !== undefined &&
  Object.values(aims).every(probability => probability <= aims.unclear)

/** Whether a resident of unknown language writes Latin letters and no Chinese characters: English, or pinyin. */
const isForeign = (text: string, ctx: TurnContext): boolean =>
  ctx.world.contact.locale === undefined && /[a-z]{2}/i.test(text) && !/\p{Script=Han}/u.test(text)

/** What a question about files alone is about: a voice message is listened to, a photo shows something. */
const CAME = ['voice', 'photo', 'video', 'file'] as const

function attached({ attachments = [] }: Input, ctx: TurnContext) {
  if (attachments.length === 0) return {}
  const kinds = attachments.map(a => a.kind)
  return {
    photos: attachments.map(a => a.id).slice(0, LIMITS.attachments),
    sent: nameSent(ctx.world.contact.locale, kinds),
    came: CAME.find(kind => kinds.includes(kind)),
  }
}

/** A link that was sent before its words. */
const withLink = (text: string, { link }: Input): string =>
  link === undefined ? text : `${text}\n${link}`.slice(0, LIMITS.text)

const place = (input: Input) => {
  const { latitude = 0, longitude = 0, label } = input.location ?? {}
  return {
    place: (label || `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`).slice(0, 200),
    place_at: { latitude, longitude },
  }
}

/** Removed before a choice is compared: 我要 in 我要申请信息公开. */
const WISH = /^\s*(?:请?帮我|(?:我们?|俺)?(?:要|想))/u

/** The choices of the menu, and the same as options that a message can name. */
const menuOptions = onceForLocale((menu: Flow, locale) => {
  const choices =
    Object.values(menu.steps).find((s): s is SayStep => s.type === 'say' && s.choices !== undefined)
      ?.choices ?? []
  const options: Option[] = choices.map(choice => ({
    value: choice.value,
    label: localize(choice.label, locale),
    aliases: choice.aliases,
  }))
  return { choices, options }
})

/** The flow of the menu's choice that a message means: pressed, by its name, or (if no question is open) by its number. */
export function menuChoice(input: Input, ctx: TurnContext, byNumber: boolean): Start | undefined {
  const menu = ctx.flows.current(ENGINE_FLOWS.menu)
  if (menu === undefined) return undefined
  const { choices, options } = menuOptions(menu, ctx.world.contact.locale)
  const key = input.event?.key
  const said = key === undefined ? input : { choice: key, text: key }
  const number = byNumber ? numberIn(said.text ?? '') : undefined
  const option =
    exactly(options, said) ??
    exactly(options, { text: (said.text ?? '').replace(WISH, '') }) ??
    (number === undefined ? undefined : options[number - 1])
  const choice = option && choices[options.indexOf(option)]
  return choice && start(choice.start, choice.with ?? {})
}

const SATISFACTION: Record<string, number> = {
  非常满意: 5,
  很满意: 5,
  满意: 4,
  一般: 3,
  基本满意: 3,
  不满意: 2,
  很不满意: 1,
  非常不满意: 1,
}

/** The rating in a text: `5`, `5分`, `五星`, `满意`. */
function ratingIn(text: string): string | undefined {
  const said = plain(text).replace(/[分星颗]+$/u, '')
  const number = SATISFACTION[said] ?? numberIn(said)
  return number !== undefined && number >= 1 && number <= 5 ? String(number) : undefined
}
