import { tidyText } from '../domain/base/text/visible-text.ts'
import { ASKS, TROUBLE, WHERE } from './signs.ts'

/**
 * Sums up a long letter by its own sentences: what is wrong, and what is asked for. Greetings, introductions and thanks are
 * left out. The work grows with the length of the text, and the same text gives the same summary.
 * @param max characters of the summary
 */
export function summaryOf(text: string, max = 90): string {
  const sentences = sentencesOf(tidyText(text))
  const first = best(sentences, max)
  if (first === undefined) return cut(tidyText(text).replace(/\n+/gu, '；'), max)
  const room = max - [...first.words].length - 1
  const others = sentences.filter(sentence => sentence !== first.sentence)
  const asking = ASKS.test(first.words) ? undefined : best(others.filter(asks), room)
  const second = room < WORTH_ADDING ? undefined : (asking ?? best(others, room))
  const both = second === undefined || (second !== asking && second.score < GOOD) ? [first] : [first, second]
  return both
    .sort((a, b) => a.sentence.place - b.sentence.place)
    .map(part => part.words)
    .join('。')
}

/** The one sentence that says what a text is about, for a title. */
export function keySentenceOf(text: string, max = 30): string {
  const whole = tidyText(text)
  const sentences = sentencesOf(whole)
  // A short message says it at once, whatever else follows.
  const told = sentences.filter(({ clauses }) => clauses.some(c => !c.polite))
  const read = [...whole].length <= SHORT ? told.slice(0, 1) : told
  const first = told[0]?.clauses.filter(c => !c.polite).map(c => c.text)
  const said = first?.join('，') ?? ''
  if (read.length === 1 && said.length <= max && said !== '') return said
  const key = best(read, max)?.words ?? first?.[0]
  return cut(key ?? whole.replace(/\n+/gu, ' '), max)
}

/** Characters of a message that needs no summary. */
export const SHORT = 150
/** Room for less than this is left empty. */
const WORTH_ADDING = 14
/** A second sentence must be about the matter, too. */
const GOOD = 3

interface Clause {
  text: string
  /** A greeting, an introduction, thanks, a signature: says nothing of the matter. */
  polite: boolean
  score: number
}

interface Sentence {
  place: number
  clauses: Clause[]
}

const SENTENCE_END = /[。！？!?；;\n]+/u
const CLAUSE_END = /[，,]+|(?<=^.{0,16}[您你]们?好|^尊敬的?.{0,12})[：:]/u
/** Before the sentence that they join to another one. */
const JOINS =
  /^(?:但是?|可是|而且|而|反而|因此|所以|因为|于是|不过|然而|并且|并|还有|另外|为此|特此|同时|后来|然后|如果|只要|这也是|也)(?!希望)/u
/** Numbering and other signs at the beginning of a sentence. */
const LEADING =
  /^[\s、，,：:.．·•*—-]+|^[（(]?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})[）)、.．](?![0-9])\s*/u

const POLITE =
  /^(?:尊敬的?|敬爱的|亲爱的|各位)|^\p{Script=Han}{0,5}(?:书记|镇长|主任|市长|县长|局长|领导|站长)们?(?:[您你]们?好|好)?$|(?:您|你|大家)们?好$|^同志们?$|^(?:早上|上午|下午|晚上)好|感谢|谢谢|多谢|此致|敬礼|百忙|打扰|冒昧|辛苦|盼复|祝|^(?:您|你)好|好人一生|添.{0,4}麻烦|望回复|^事情(?:是|的经过)|^情况(?:是|如下)|^具体(?:情况)?如下|^现?(?:将|就).{0,12}(?:如下|反映)$|情况(?:反映)?如下/u
const INTRODUCES =
  /^(?:本人|我|我们|俺|俺们)(?:都|现)?(?:是|叫|姓|系|今年|家住|住在)|^家住|^今年.{1,4}岁|^一辈子|^姓名|(?:联系)?电话|手机|身份证|^[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日?$|^(?:反映|投诉|写信|举报)人/u

function sentencesOf(text: string): Sentence[] {
  const written = text.split(SENTENCE_END).map(sentence => sentence.replace(LEADING, '').trim())
  // What is said ten times is said once.
  const said = [...new Set(written.filter(sentence => /\p{L}/u.test(sentence)))]
  const pairs = repeatedPairs(said.join('\n'))
  return said.map((sentence, place) => ({
    place,
    clauses: sentence
      .split(CLAUSE_END)
      .map(clause => clause.trim())
      .filter(clause => clause !== '')
      .map(clause => clauseOf(clause, pairs)),
  }))
}

function clauseOf(text: string, pairs: ReadonlyMap<string, number>): Clause {
  const trouble = Math.min(2, text.match(new RegExp(TROUBLE, 'gu'))?.length ?? 0)
  const polite = POLITE.test(text) || (INTRODUCES.test(text) && trouble === 0)
  const score =
    trouble * 2 + (ASKS.test(text) ? 1.5 : 0) + (WHERE.test(text) ? 1 : 0) + centrality(text, pairs)
  return { text, polite, score }
}

/** Pairs of neighbouring signs that come more than once: what the letter keeps speaking of. */
function repeatedPairs(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const run of text.match(/\p{Script=Han}{2,}/gu) ?? [])
    for (let i = 0; i + 1 < run.length; i++) {
      const pair = run.slice(i, i + 2)
      counts.set(pair, (counts.get(pair) ?? 0) + 1)
    }
  return counts
}

/** 0 to 2: how much a clause shares with the rest of the letter. */
function centrality(clause: string, pairs: ReadonlyMap<string, number>): number {
  const all = Math.max(1, clause.length - 1)
  let sum = 0
  for (let i = 0; i + 1 < clause.length; i++) sum += Math.log2(pairs.get(clause.slice(i, i + 2)) ?? 1)
  return Math.min(2, sum / all)
}

const asks = ({ clauses }: Sentence) => clauses.some(clause => !clause.polite && ASKS.test(clause.text))

/** The clauses in a row, within one sentence and `max` characters, that say most. */
function best(sentences: readonly Sentence[], max: number) {
  let found: { sentence: Sentence; words: string; score: number } | undefined
  for (const sentence of sentences) {
    const row = bestRow(sentence.clauses, max)
    if (row === undefined) continue
    const score = row.score + EARLY / (1 + sentence.place / 3)
    if (found === undefined || score > found.score) found = { sentence, words: row.words, score }
  }
  return found
}

/** What is wrong usually comes first. */
const EARLY = 3
/** 但是…, 如果…: half of a thought. */
const DANGLES = 1

function bestRow(clauses: readonly Clause[], max: number) {
  let found: { words: string; score: number } | undefined
  let from = 0
  let length = 0
  let sum = 0
  // A window over the clauses: it grows to the right and loses clauses on the left while it is too long.
  for (const [to, clause] of clauses.entries()) {
    if (clause.polite) {
      from = to + 1
      length = 0
      sum = 0
      continue
    }
    length += [...clause.text].length + (to > from ? 1 : 0)
    sum += clause.score
    while (length > max && from <= to) {
      const left = clauses[from]!
      length -= [...left.text].length + (from < to ? 1 : 0)
      sum -= left.score
      from++
    }
    if (from > to) continue
    // More clauses say more, but each of them less.
    const score = sum / Math.sqrt(to - from + 1)
    const words = clauses
      .slice(from, to + 1)
      .map(c => c.text)
      .join('，')
    const whole = words.replace(JOINS, '')
    const own = score - (whole === words ? 0 : DANGLES)
    if (found === undefined || own > found.score) found = { words: whole, score: own }
  }
  return found
}

const cut = (text: string, max: number): string => {
  const letters = [...text]
  return letters.length <= max ? text : `${letters.slice(0, max - 1).join('')}…`
}
