import { z } from 'zod'

/**
 * What a person can see and read of a text. Unicode has some four hundred characters that leave no ink: spaces,
 * joiners, direction marks, fillers, tags. Every text that somebody fills in goes through here, so that an answer
 * made of them counts as empty.
 */

/**
 * Letters and symbols of blank shape that Unicode does not count as ignorable: braille blank, the hieroglyphs' full and
 * half blank, the music sheet's empty note head. The Hangul fillers are ignorable.
 */
const BLANK_SHAPES = '\u2800\u{13441}\u{13442}\u{1d159}'

/** Characters of the longest text of a resident that is stored as one: of a case, or added to it. */
export const LONGEST_TEXT = 10_000

const UNSEEN = `[\\p{Default_Ignorable_Code_Point}${BLANK_SHAPES}]`
/** Rare names are written with characters that Unicode gained after this runtime was built: planes 2 and 3 are Chinese. */
const HAN_TO_COME = '\\u{20000}-\\u{2fffd}\\u{30000}-\\u{3fffd}'

const SEEN = new RegExp(`(?!${UNSEEN})[\\p{L}\\p{N}\\p{P}\\p{S}${HAN_TO_COME}]`, 'u')
const READ = new RegExp(`(?!${UNSEEN})[\\p{L}\\p{N}${HAN_TO_COME}]`, 'u')
const EDGE = new RegExp(`^[\\s\\p{Z}\\p{Cc}\\p{Default_Ignorable_Code_Point}${BLANK_SHAPES}]$`, 'u')

/** At least one character that leaves ink: a letter, a digit, a mark, a symbol. `👍` and `？` do; U+200B does not. */
export const hasVisibleText = (text: string): boolean => SEEN.test(text)

/** Contains something to read: a letter of any script, a Chinese character, or a digit. `。` and `👍` alone are not. */
export const isReadable = (text: string): boolean => READ.test(text)

/** Halves of a character, controls but tab and line end, fillers, noncharacters, what turns or hides other text. */
const NEVER_MEANT =
  /[\ud800-\udfff\0-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u115f\u1160\u200b\u202a-\u202e\u2060-\u206f\u3164\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e001f}\u{e0080}-\u{e00ff}\u{e01f0}-\u{e0fff}]|\u034f|\u17b4|\u17b5/gu

/**
 * Direction marks belong where a script runs from right to left: Uyghur, Kazakh. Only its letters show that; the Arabic
 * letter mark is of the script and is itself a direction mark.
 */
const RIGHT_TO_LEFT = /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}]/u
const DIRECTION_MARKS = /[\u061c\u200e\u200f]/g

/** A flag of a region is a black flag and tags behind it (🏴󠁧󠁢󠁳󠁣󠁴󠁿): there they mean something. */
const TAGS = /(\u{1f3f4}[\u{e0020}-\u{e007e}]{1,12}\u{e007f})|[\u{e0020}-\u{e007f}]/gu

/**
 * A joiner between Chinese or Latin letters hides a word from every search. It belongs after an emoji, and inside scripts
 * whose letters join.
 */
const JOINING = [
  ...'Arabic Syriac Mongolian Tibetan Devanagari Bengali Gurmukhi Gujarati Tamil Telugu Kannada'.split(' '),
  ...'Malayalam Sinhala Khmer Myanmar'.split(' '),
].map(script => `\\p{Script=${script}}`)
const JOINER = /[\u200c\u200d]/
const JOINED = new RegExp(
  `[${JOINING.join('')}\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f\\p{M}]`,
  'u',
)

/** A selector changes the shape of the character before it: of Mongolian letters, of rare characters in names, of emoji. */
const MONGOLIAN_SELECTOR = /[\u180b-\u180f]/
const SELECTOR = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u
const SHAPED = /[\p{L}\p{N}\p{S}\p{P}]/u

/** Any joiner or selector: few texts have one. */
const MAY_STRAY = /[\u200c\u200d]|[\u180b-\u180f\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/u

/** Each character is judged by the last one kept, so that one after a stray is a stray, too. */
function withoutStrays(text: string): string {
  if (!MAY_STRAY.test(text)) return text
  const kept: string[] = []
  let before = ''
  for (const c of text) {
    if (JOINER.test(c) && !JOINED.test(before)) continue
    if (MONGOLIAN_SELECTOR.test(c) && !/\p{Script=Mongolian}/u.test(before)) continue
    if (SELECTOR.test(c) && !SHAPED.test(before)) continue
    kept.push(c)
    before = c
  }
  return kept.join('')
}

const CHANGES_THE_LAST = /[\u180b-\u180f\ufe00-\ufe0f\u{e0020}-\u{e01ef}]/u

/** Trims blanks of every kind at both ends. A selector at the very end belongs to what it changes. */
function trimmed(text: string): string {
  let [from, to] = [0, text.length]
  while (from < to) {
    const first = text.slice(from, from + (text.codePointAt(from)! > 0xffff ? 2 : 1))
    if (!EDGE.test(first)) break
    from += first.length
  }
  while (to > from) {
    const last = text.slice(to - (to - from > 1 && text.codePointAt(to - 2)! > 0xffff ? 2 : 1), to)
    if (!EDGE.test(last) || CHANGES_THE_LAST.test(last)) break
    to -= last.length
  }
  return text.slice(from, to)
}

/**
 * Cleans a text for storage: removes invisible characters that mean nothing and trims the ends. Emoji sequences,
 * Mongolian, Tibetan and Uyghur stay as they are.
 */
export function tidyText(text: string): string {
  const marked = RIGHT_TO_LEFT.test(text) ? text : text.replace(DIRECTION_MARKS, '')
  return trimmed(
    withoutStrays(
      marked
        .replace(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
        .replace(NEVER_MEANT, '')
        .replace(TAGS, '$1'),
    ),
  )
}

/** A name or a title: one line, one space where there were several. */
export const tidyLine = (text: string): string => tidyText(text).replace(/[\s\p{Zs}]+/gu, ' ')

interface Words {
  /** Nothing was filled in. */
  empty?: string
  /** Too long; `最多 N 字` unless said otherwise. */
  long?: string
}

/** A text somebody fills in and somebody else reads: tidied, something to read in it, at most `max` UTF-16 units. */
export const textField = (max: number, { empty = '不能为空', long = `最多 ${max} 字` }: Words = {}) =>
  z
    .string()
    .overwrite(tidyText)
    .min(1, { error: empty, abort: true })
    .max(max, long)
    .refine(isReadable, '只有标点或符号，写几个字')

/** An optional comment of a resident, where `👍` says something. */
export const commentField = (max: number) =>
  z.string().overwrite(tidyText).max(max, `最多 ${max} 字`).refine(hasVisibleText, '不能为空')

/** The same as textField for a name or a title: on one line. */
export const lineField = (max: number, words: Words = {}) => textField(max, words).overwrite(tidyLine)
