import { sayDateIn, shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import type { Inbound } from '../../domain/base/message.ts'
import { findCaseNumbers } from '../../domain/base/text/case-number.ts'
import { hasVisibleText } from '../../domain/base/text/visible-text.ts'
import { type Case, OPEN } from '../../domain/cases/case.ts'
import { reasonOf } from '../../domain/cases/deadline-text.ts'
import type { HeldFor } from '../../domain/cases/held.ts'
import type { MoveInput } from '../../domain/cases/moves.ts'
import { type ResidentAct, whyResidentCannot } from '../../domain/cases/resident-acts.ts'
import { STATUS_TEXTS } from '../../domain/cases/status-text.ts'
import { type GuideSection, guideAnswer, guideSection } from '../../domain/guides/guide-text.ts'
import { KIND_NAMES } from '../../domain/office/kinds.ts'
import type { ActionName } from '../../flow/actions.ts'
import type { CallResult } from '../../flow/turn.ts'
import type { Db } from '../../store/base/database.ts'
import {
  appendEvents,
  type CaseRow,
  casesFor,
  findCaseByNumber,
  type LockedCase,
  lockCase,
  toCase,
} from '../../store/cases/cases.ts'
import type { Contact } from '../../store/talk/contacts.ts'
import { attachToCase, joinToCase } from '../../store/talk/messages.ts'
import { idsOf, isOwn } from '../../store/talk/pseudonyms.ts'
import type { Content, Context } from '../base/context.ts'
import { keepAnonymous } from '../base/media/for-anonymous.ts'
import { hideIn, hideKnown, hideSaid, knownOf } from '../cases/anonymous.ts'
import { type Crowded, contactCrowded } from '../cases/moving/case-ceiling.ts'
import { moveCaseIn } from '../cases/moving/move-case.ts'
import { openCaseIn, trackingUrl } from '../cases/moving/open-case.ts'
import { issuedFor } from '../cases/own/case-codes.ts'
import { countWrongCode, waitForCode } from '../cases/own/code-tries.ts'
import { AT_THE_DESK } from '../cases/own/own-case.ts'
import { findSimilar } from '../cases/shown/similar-cases.ts'
import { noteWording } from '../guides/guide-aliases.ts'
import type { WeightyAct } from './ask-in-chat.ts'

/** What an action of a flow works with: one resident's turn, inside its transaction. */
export interface FlowTurn {
  tx: Db
  ctx: Context
  contact: Contact
  inbound: Pick<Inbound, 'channel' | 'atDesk'>
  firstMessageId: number
  messageId: number
  /** Numbers of cases that changed, for live pages. */
  changed: Set<string>
  /** What the resident must hear besides what the dialogue says, each once. */
  notes: Set<string>
  /** Set once the turn is about an anonymous case: takes its writer out of what is kept of the turn. */
  hide?: (text: string) => string
  /** Whether this resident's network has opened too many cases; unknown where residents have an identity. */
  crowded?: Crowded | undefined
  /** The search as this turn sees it. */
  findGuides?: Content['findGuides']
}

/** How many of their cases a resident chooses from. */
const MOST_OFFERED = 9

/**
 * Which of a resident's cases a dialogue means: those on which one of these acts is possible, the first list that has any.
 * An addition goes to what is worked on before it goes to what is over. Somebody who wants what none of their cases
 * allows is shown all of them (null), so that they hear why not.
 */
const WANTED = {
  open: [['urge']],
  answered: [['rate', 'reopen']],
  any: [null],
  supplement: [['urge'], ['supplement'], null],
  urge: [['urge'], null],
  rate: [['rate'], ['reopen'], null],
  reopen: [['reopen'], null],
  withdraw: [['withdraw'], null],
} as const satisfies Record<string, readonly (readonly ResidentAct[] | null)[]>
type LookFor = keyof typeof WANTED

type Args = Record<string, unknown>
type Handler = (turn: FlowTurn, args: Args, key: string) => Promise<CallResult>

const RESIDENT = { kind: 'resident', via: 'chat' } as const
/** Asked for with a code, and confirmed by the resident in the chat. */
const CONFIRMED = { kind: 'resident', via: 'code', confirmed: 'chat' } as const
const text = (value: unknown) => (typeof value === 'string' && hasVisibleText(value) ? value : undefined)

/** What the flows' ACTIONS do. The keys are checked against that table by the compiler. */
export const FLOW_ACTIONS: Record<ActionName, Handler> = {
  open_case: (turn, args, key) => openFor(turn, args, key),

  async find_similar({ tx, ctx, contact }, args) {
    const found = await findSimilar(tx, ctx, {
      text: String(args['text']),
      areaId: text(args['areaId']),
      contactId: contact.id,
    })
    if (!found) return { outcome: 'none' }
    return { outcome: 'some', vars: { count: found.count, similar: found.number, about: found.about } }
  },

  async follow_case(turn, args, key) {
    const { tx, ctx, contact } = turn
    // Looked up anew: the first case may have been answered meanwhile, and a number must not be made up.
    const found = await findSimilar(tx, ctx, {
      text: String(args['text']),
      areaId: text(args['areaId']),
      contactId: contact.id,
    })
    return openFor(turn, args, key, found ? { following: found.number } : {})
  },

  async learn_wording({ tx, ctx }, args) {
    const said = text(args['text'])
    if (said) await noteWording(tx, ctx, String(args['id']), said, 'picked')
    return { outcome: 'ok' }
  },

  async set_locale({ tx, contact }, args) {
    await tx.contact.update({ where: { id: contact.id }, data: { locale: String(args['locale']) } })
    return { outcome: 'ok' }
  },

  async find_case(turn, args) {
    const { tx, ctx, contact } = turn
    const wanted = text(args['number'])
    if (wanted) {
      const [seen] = findCaseNumbers(wanted)
      if (!seen) return { outcome: 'not_found' }
      if (seen.number === null) return { outcome: 'miscopied', vars: { number: seen.text } }
      const { number } = seen
      const row = await findCaseByNumber(tx, number)
      const code = text(args['code'])
      if (row && isOwn(ctx.secrets, contact, row)) return { outcome: 'one', vars: await caseVars(turn, row) }
      const tried = { contactId: contact.id, number }
      const wait = await waitForCode(ctx, tried)
      const shut = { outcome: 'not_yours', vars: { number, minutes: Math.ceil(wait / 60) } }
      if (wait > 0) return shut
      const opened =
        code !== undefined &&
        row !== null &&
        (ctx.secrets.opensCase(number, code) || (await issuedFor(tx, ctx, row, code)) !== undefined)
      // The same answer for somebody else's number and for one that was never given out: numbers cannot be tried out.
      if (!opened) {
        if (code !== undefined) await countWrongCode(ctx, tried)
        return { outcome: 'not_yours', vars: { number } }
      }
      // Told how it stands. The resident's own code is not handed on, and what they may do is theirs, in their chat.
      const { trackingUrl: _url, can: _can, ...told } = await caseVars(turn, row)
      return { outcome: 'one', vars: told }
    }
    const only = (args['only'] as LookFor | undefined) ?? 'open'
    let mine: { number: string; title: string }[] = []
    for (const acts of WANTED[only]) {
      mine = await casesFor(tx, idsOf(ctx.secrets, contact), acts, MOST_OFFERED)
      if (mine.length > 0) break
    }
    if (mine.length === 0) return { outcome: 'not_found' }
    if (mine.length === 1) {
      return { outcome: 'one', vars: await caseVars(turn, (await findCaseByNumber(tx, mine[0]!.number))!) }
    }
    return {
      outcome: 'many',
      vars: { list: mine.map(c => ({ value: c.number, label: `${c.title}（${c.number}）` })) },
    }
  },

  async case_status(turn, args) {
    const { tx, ctx, contact } = turn
    const row = await findCaseByNumber(tx, String(args['number']))
    if (!row || !isOwn(ctx.secrets, contact, row)) return { outcome: 'not_found' }
    return { outcome: 'ok', vars: await caseVars(turn, row) }
  },

  rate_case: (turn, args) =>
    ownMove(turn, String(args['number']), 'not_rateable', row =>
      moveCaseIn(
        turn.tx,
        turn.ctx,
        row,
        'rate',
        {
          rating: Number(args['rating']),
          ...(text(args['text']) && { text: [...String(args['text'])].slice(0, 1000).join('') }),
        },
        RESIDENT,
      ),
    ),

  supplement_case: (turn, args) => addTo(turn, String(args['number']), args),

  urge_case: (turn, args) =>
    ownMove(turn, String(args['number']), 'refused', row =>
      moveCaseIn(turn.tx, turn.ctx, row, 'urge', {}, RESIDENT),
    ),

  reopen_case: (turn, args) =>
    ownMove(turn, String(args['number']), 'refused', row =>
      moveCaseIn(
        turn.tx,
        turn.ctx,
        row,
        'reopen',
        { reason: [...String(args['reason'])].slice(0, 1000).join('') },
        RESIDENT,
      ),
    ),

  withdraw_case: (turn, args) =>
    ownMove(turn, String(args['number']), 'refused', row =>
      moveCaseIn(
        turn.tx,
        turn.ctx,
        row,
        'withdraw',
        text(args['reason']) ? { reason: [...String(args['reason'])].slice(0, 500).join('') } : {},
        RESIDENT,
      ),
    ),

  confirm_act: (turn, args) =>
    ownMove(turn, String(args['number']), 'refused', row => {
      const said = text(args['text'])
      const move = <M extends WeightyAct>(name: M, input: MoveInput<M>) =>
        moveCaseIn(turn.tx, turn.ctx, row, name, input, CONFIRMED)
      if (args['act'] === 'rate')
        return move('rate', { rating: Number(args['rating']), ...(said && { text: said }) })
      if (args['act'] === 'reopen') return move('reopen', { reason: said ?? '（没有写原因）' })
      return move('withdraw', said ? { reason: said } : {})
    }),

  async show_guide({ ctx }, args) {
    const guide = ctx.content().guides.get(String(args['id']))
    if (!guide) return { outcome: 'not_found' }
    const section = text(args['section']) as GuideSection | undefined
    return {
      outcome: 'ok',
      vars: {
        text: section ? guideSection(guide, section) : guideAnswer(guide),
        title: guide.title,
        url: `${ctx.config.baseUrl}/guides/${guide.id}`,
      },
    }
  },

  async search_guides({ ctx, findGuides = ctx.content().findGuides }, args) {
    const { decision, hits } = findGuides(String(args['text']))
    if (decision === 'none' || hits.length === 0) return { outcome: 'none' }
    if (decision === 'answer') return { outcome: 'answer', vars: { id: hits[0]!.id, title: hits[0]!.title } }
    return {
      outcome: 'clarify',
      vars: { list: hits.slice(0, 3).map(h => ({ value: h.id, label: h.title })) },
    }
  },

  // A person takes over: an inquiry the office owes an answer to, with the whole conversation on it.
  async hand_over(turn, args, key) {
    const { row, opened } = await openCaseIn(
      turn.tx,
      turn.ctx,
      { kind: 'inquiry', title: '请工作人员回复', text: String(args['text']), channel: turn.inbound.channel },
      RESIDENT,
      {
        contactId: turn.contact.id,
        submissionKey: key,
        heldFor: heldFor(turn, key),
        ...(inDanger(turn, args) && { urgent: true }),
      },
    )
    await joinToCase(turn.tx, turn.contact.id, turn.firstMessageId, row)
    if (opened) turn.changed.add(row.number)
    return { outcome: 'ok', vars: { number: row.number } }
  },

  // What comes after the submission is an addition like any other: on record, and the officer is told.
  async attach_late(turn, args) {
    const { tx, ctx, contact } = turn
    const since = new Date(ctx.now().getTime() - LATE_HOURS * 3600_000)
    const [latest] = await casesFor(tx, idsOf(ctx.secrets, contact), ['supplement'], 1, since)
    if (!latest) return { outcome: 'none' }
    const { outcome } = await addTo(turn, latest.number, args)
    return outcome === 'ok' ? { outcome: 'attached', vars: { number: latest.number } } : { outcome: 'none' }
  },
}

/** Something a resident says or sends to a case of theirs: its photos with it, on record, its officer told. */
const addTo = (turn: FlowTurn, number: string, args: Args) =>
  ownMove(turn, number, 'refused', async row => {
    const ids = (args['attachments'] as number[] | undefined) ?? []
    await attachToCase(turn.tx, turn.contact.id, ids, row)
    await guardAnonymous(turn, row)
    const said = text(args['text'])
    // Photos of one album come one by one: they are one addition.
    if (!said && (await justAddedPhotos(turn, row))) return row
    return moveCaseIn(turn.tx, turn.ctx, row, 'supplement', { text: said ?? PHOTOS }, RESIDENT)
  })

const PHOTOS = '（发来照片）'
const ALBUM_MS = 60_000

async function justAddedPhotos({ ctx }: FlowTurn, row: CaseRow): Promise<boolean> {
  const { last, status } = toCase(row)
  return (
    status !== 'awaiting_resident' &&
    last?.type === 'supplemented' &&
    last.data['text'] === PHOTOS &&
    ctx.now().getTime() - last.at.getTime() < ALBUM_MS
  )
}

/** Too many lately from the network, or of this resident: accepted and numbered, and held for a look. */
const heldFor =
  ({ tx, ctx, contact, crowded }: FlowTurn, key: string) =>
  async (urgent: boolean): Promise<HeldFor | undefined> => {
    const opening = { key, urgent, at: ctx.now() }
    if (crowded?.(opening)) return 'network'
    return (await contactCrowded(tx, idsOf(ctx.secrets, contact), opening)) ? 'contact' : undefined
  }

/** Opens this resident's case with what was said and sent since the dialogue began. */
async function openFor(
  turn: FlowTurn,
  args: Args,
  key: string,
  { following }: { following?: string } = {},
): Promise<CallResult> {
  const { tx, ctx, contact, inbound } = turn
  const location = args['location'] as { latitude: number; longitude: number } | undefined
  const phone = text(args['phone'])
  const name = text(args['name'])
  const area = text(args['areaId'])
  const category = text(args['categoryId'])
  const anonymous = args['anonymous'] === true
  const known = anonymous ? await knownOf(tx, ctx, contact.id) : []
  const { row, opened } = await openCaseIn(
    tx,
    ctx,
    {
      kind: args['kind'] as Case['kind'],
      text: String(args['text']),
      channel: inbound.channel,
      ...(text(args['title']) && { title: [...String(args['title'])].slice(0, 80).join('') }),
      ...(area && { area }),
      ...(category && { category }),
      ...(text(args['place']) && { place: String(args['place']) }),
      ...((phone || name) && { resident: { ...(phone && { phone }), ...(name && { name }) } }),
      ...(anonymous && { anonymous }),
    },
    RESIDENT,
    {
      contactId: contact.id,
      submissionKey: key,
      heldFor: heldFor(turn, key),
      known,
      ...((isUrgent(args) || inDanger(turn, args)) && { urgent: true }),
      ...(location && { location: { latitude: location.latitude, longitude: location.longitude } }),
      ...((text(args['facts']) || following) && {
        facts: { ...(text(args['facts']) && { text: args['facts'] }), ...(following && { following }) },
      }),
    },
  )
  await joinToCase(tx, contact.id, turn.firstMessageId, row)
  const ids = (args['attachments'] as number[] | undefined) ?? []
  await attachToCase(tx, contact.id, ids, row)
  await guardAnonymous(turn, row)
  if (row.anonymous) await hideTurn(turn, row.id, known)
  if (opened && following) await noteFollowing(tx, ctx, row, following)
  if (opened) turn.changed.add(row.number)
  return { outcome: 'ok', vars: { ...promise(row, contact), trackingUrl: trackingUrl(ctx, row.number) } }
}

/** Files that may say who sent them do not stay with an anonymous case, and the writer hears of it. */
async function guardAnonymous(
  { tx, contact, notes }: FlowTurn,
  row: Pick<CaseRow, 'id' | 'anonymous'>,
): Promise<void> {
  const refused = await keepAnonymous(tx, row, contact.locale)
  if (refused) notes.add(refused)
}

/** Takes the writer out of what was said for an anonymous case, and of what is yet to be kept of this turn. */
async function hideTurn(turn: FlowTurn, caseId: number, known: readonly string[] = []): Promise<void> {
  const { tx, ctx, firstMessageId } = turn
  turn.hide ??= hideKnown(known, ctx.content().office)
  await hideSaid(tx, ctx, { caseId, sinceMessageId: firstMessageId }, turn.hide)
}

/** What a resident adds to an anonymous case, without what says who they are, before any move sees it. */
export async function withoutWriterIn(turn: FlowTurn, args: Args): Promise<Args> {
  const number = text(args['number'])
  const row = number ? await findCaseByNumber(turn.tx, number) : null
  if (!row?.anonymous) return args
  turn.hide = hideKnown(await knownOf(turn.tx, turn.ctx, turn.contact.id), turn.ctx.content().office)
  return hideIn(args, turn.hide)
}

const isUrgent = (args: Args) => args['urgent'] === true || args['urgent'] === 'true'

/** Who wrote of danger is heard as urgent, by whatever way they came. */
const inDanger = ({ ctx }: FlowTurn, args: Args) =>
  ctx.content().classify(String(args['text'])).intent === 'emergency'

/** By when a case has its answer, and why then. */
function promise(row: CaseRow, { locale }: Pick<Contact, 'locale'>) {
  const { reply } = toCase(row).deadlines
  return {
    number: row.number,
    replyDueOn: sayDateIn(locale, reply.dueOn),
    explanation: reasonOf(reply.explanation),
  }
}

/** Both cases say that they belong together; merging them remains the office's act. */
async function noteFollowing(tx: Db, ctx: Context, row: LockedCase, first: string): Promise<void> {
  const by = { kind: 'system' } as const
  const text = `群众说这和 ${first} 是同一件事，选择一并关注。核对后可以并案。`
  await appendEvents(tx, row, [{ type: 'noted', at: ctx.now(), by, data: { text } }])
  const followed = await lockCase(tx, first)
  if (!followed) return
  const other = `又有一位群众反映同一件事，编号 ${row.number}。核对后可以并案。`
  await appendEvents(tx, followed, [{ type: 'noted', at: ctx.now(), by, data: { text: other } }])
}

/** How long after a submission a photo still belongs to it without asking. */
const LATE_HOURS = 24

/** A resident's move on one of their own cases; a refusal of the table becomes an outcome with its reason. */
async function ownMove(
  turn: FlowTurn,
  number: string,
  refused: string,
  act: (row: LockedCase) => Promise<CaseRow>,
): Promise<CallResult> {
  const { tx, ctx, contact } = turn
  if (turn.inbound.atDesk) return { outcome: refused, vars: { reason: AT_THE_DESK } }
  const row = await lockCase(tx, number)
  if (!row || !isOwn(ctx.secrets, contact, row))
    return { outcome: refused, vars: { reason: '没有找到您的这件诉求。' } }
  try {
    const after = await act(row)
    turn.changed.add(row.number)
    await joinToCase(tx, contact.id, turn.firstMessageId, row)
    if (row.anonymous) await hideTurn(turn, row.id)
    return { outcome: 'ok', vars: promise(after, contact) }
  } catch (error) {
    if (error instanceof Refusal && (error.code === 'move_refused' || error.code === 'forbidden')) {
      return { outcome: refused, vars: { reason: error.detail } }
    }
    throw error
  }
}

/** What a resident may hear of their case. */
async function caseVars(
  { tx, ctx, contact: { locale } }: FlowTurn,
  row: CaseRow,
): Promise<Record<string, unknown>> {
  const c = toCase(row)
  const reply = await tx.reply.findFirst({
    where: { caseId: row.id, status: 'approved' },
    orderBy: { id: 'desc' },
  })
  const owed = OPEN.includes(c.status)
  const may = (act: ResidentAct) => whyResidentCannot(c, act) === undefined
  return {
    number: c.number,
    kindName: KIND_NAMES[c.kind],
    title: c.title,
    statusText: STATUS_TEXTS[c.status],
    receivedOn: sayDateIn(locale, shanghaiDate(c.receivedAt)),
    ...(owed && {
      replyDueOn: sayDateIn(locale, c.deadlines.reply.dueOn),
      explanation: reasonOf(c.deadlines.reply.explanation),
    }),
    ...(reply && { replyText: reply.text }),
    ...(may('urge')
      ? { can: 'wait' }
      : may('rate')
        ? { can: 'rate' }
        : may('reopen')
          ? { can: 'reopen' }
          : {}),
    trackingUrl: trackingUrl(ctx, c.number),
  }
}
