import type { Intent } from './routing.ts'

/**
 * How a dialogue ended that began with a free text: what an officer reviews, and what the bot learns from. A dialogue is
 * followed in its sealed session, and its rows are written when it has ended. One that touches a report or an anonymous
 * case leaves none: such a row would show whose words they are.
 */

/** How it ended for a first message. */
export const OUTCOMES = {
  /** A case was made. */
  case: '登记了',
  /** The resident left a message for a person. */
  person: '找了工作人员',
  /** A guide was shown, and nothing more. */
  guide: '看了指南',
  /** None of the choices was right, or the resident declined them all. */
  none: '选了“都不是”或不用',
  /** The resident wrote something else instead of choosing. */
  passed: '没选，另说了一句',
  /** The bot had only its menu to show. */
  menu: '只看到菜单',
  /** An answer without a question ended it. */
  told: '答了一句',
  /** The resident stopped answering, or cancelled. */
  left: '没说完',
} as const
export type Outcome = keyof typeof OUTCOMES

/** A first message whose dialogue is under way. */
export interface FirstWords {
  text: string
  /** When it was sent, ISO 8601. */
  at: string
  way: Intent
  score: number
  /** The question that the bot asked next: `clarify.which`. */
  step: string | null
  /** The last question that was open. */
  last: string | null
  guide?: string
  /** The kind of the case that was made. */
  kind?: string
  person?: true
  menu?: true
}

/** A first message whose dialogue has ended. */
export interface EndedWords extends FirstWords {
  outcome: Outcome
  /** The bot did not understand it. */
  missed: boolean
}

/** What a session remembers until its dialogue ends. */
export interface Followed {
  done: EndedWords[]
  open: FirstWords | null
  /** Nothing of this dialogue is written down. */
  silent: boolean
}

/** What happened in one turn. */
export interface TurnFacts {
  /** The free text of the turn; null for a press, a photo, an event or a timer. */
  text: string | null
  at: string
  /** How the text was judged, when it began a dialogue. */
  judged: { way: Intent; score: number } | null
  /** The guide that was shown for it. */
  guide: string | null
  /** The kind of the case that was made. */
  kind: string | null
  /** The resident was handed over to a person. */
  person: boolean
  menu: boolean
  /** The question that is open now. */
  step: string | null
  /** The dialogue may concern an anonymous case. */
  anonymous: boolean
  /** The turn continued the dialogue that was followed. */
  goesOn: boolean
  /** No dialogue is under way any more: it ended, or its time is over. */
  over: 'ended' | 'expired' | null
}

/** A text longer than this is cut: its beginning says what it is about. */
const MOST = 500
/** A dialogue with more first messages than this keeps the last ones. */
const MOST_IN_ONE = 5

/** The flows in which the bot asks what a text means. */
const ASKS_WHICH: ReadonlySet<string> = new Set(['route', 'clarify', 'offer_inquiry'])

/** Follows a dialogue by one turn. @returns what to remember, and what has ended and is to be written down */
export function follow(
  before: Followed | null,
  facts: TurnFacts,
): { followed: Followed | null; ended: EndedWords[] } {
  const ended = before && !facts.goesOn ? endedIn(before, 'ended') : []
  const followed = step(before && facts.goesOn ? before : { done: [], open: null, silent: false }, facts)
  if (facts.over === null) return { followed: isEmpty(followed) ? null : followed, ended }
  return { followed: null, ended: [...ended, ...endedIn(followed, facts.over)] }
}

const isEmpty = ({ done, open, silent }: Followed) => done.length === 0 && open === null && !silent

function step(before: Followed, facts: TurnFacts): Followed {
  if (before.silent || facts.anonymous || facts.kind === 'report')
    return { done: [], open: null, silent: true }
  const { judged, text } = facts
  const done = judged && before.open ? [...before.done, ...ending(before.open, 'passed')] : before.done
  const begun = judged ? begin(judged, text, facts.at) : before.open
  return { done: done.slice(-MOST_IN_ONE), open: begun && heard(begun, facts), silent: false }
}

function begin(judged: NonNullable<TurnFacts['judged']>, text: string | null, at: string): FirstWords | null {
  if (text === null || isSure(judged)) return null
  return { text: tidy(text), at, ...judged, step: null, last: null }
}

const tidy = (text: string): string => [...text.trim().replace(/\s+/g, ' ')].slice(0, MOST).join('')

/** The same after the resident edited a message. */
export function amended(followed: Followed, before: string, after: string): Followed {
  const change = <W extends FirstWords>(words: W): W =>
    words.text === tidy(before) ? { ...words, text: tidy(after) } : words
  return { ...followed, done: followed.done.map(change), open: followed.open && change(followed.open) }
}

/** Where nothing is to be learned: a case's number, an emergency, a greeting that is nothing else. */
const isSure = ({ way, score }: { way: Intent; score: number }): boolean =>
  way === 'emergency' ||
  way === 'caseNumber' ||
  (['smallTalk', 'thanks', 'abuse'].includes(way) && score >= 0.9)

const heard = (words: FirstWords, { guide, kind, person, menu, step }: TurnFacts): FirstWords => ({
  ...words,
  step: words.step ?? step,
  last: step ?? words.last,
  ...(guide !== null && words.kind === undefined && { guide }),
  ...(kind !== null && { kind }),
  ...(person && { person }),
  ...(menu && { menu }),
})

const endedIn = ({ done, open }: Followed, how: 'ended' | 'expired'): EndedWords[] => [
  ...done,
  ...(open ? ending(open, how) : []),
]

function ending(words: FirstWords, how: 'ended' | 'expired' | 'passed'): EndedWords[] {
  const outcome = outcomeOf(words, how)
  // Who was asked whether to report somebody, and did not say that this is something else, may fear to be known.
  if (words.way === 'report' && outcome !== 'case' && outcome !== 'none') return []
  const missed =
    outcome === 'none' ||
    outcome === 'passed' ||
    outcome === 'menu' ||
    // Guides were offered, none was read, and the words were registered instead.
    (outcome === 'case' && words.guide === undefined && words.step?.startsWith('clarify.')) ||
    (outcome === 'left' && asksWhich(words.last))
  return [{ ...words, outcome, missed: missed === true }]
}

function outcomeOf(words: FirstWords, how: 'ended' | 'expired' | 'passed'): Outcome {
  if (words.kind !== undefined) return 'case'
  if (words.person) return 'person'
  if (words.guide !== undefined) return 'guide'
  if (words.last === null) return words.menu ? 'menu' : 'told'
  if (!asksWhich(words.last) || how === 'expired') return 'left'
  return how === 'passed' ? 'passed' : 'none'
}

const asksWhich = (step: string | null): boolean => step !== null && ASKS_WHICH.has(step.split('.')[0]!)
