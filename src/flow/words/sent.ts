import { MEDIA_NAMES, type MediaKind } from '../../domain/base/message.ts'
import { localize } from '../definition/texts.ts'
import { phrase } from './phrases.ts'

/** The Chinese counter of each kind, and its English name for one and for several. */
const COUNTED: Record<MediaKind, { counter: string; en: readonly [one: string, several: string] }> = {
  photo: { counter: '张', en: ['photo', 'photos'] },
  video: { counter: '段', en: ['video', 'videos'] },
  voice: { counter: '段', en: ['voice message', 'voice messages'] },
  file: { counter: '个', en: ['file', 'files'] },
}
const KINDS = Object.keys(COUNTED) as MediaKind[]

/** Files by their kinds and numbers: `2 张照片、1 段语音`. A kind that is not known makes them `3 个`. */
export function countSent(locale: string | undefined, kinds: readonly (MediaKind | undefined)[]): string {
  if (kinds.includes(undefined)) return phrase(locale, 'photosShown', { n: kinds.length })
  const groups = KINDS.map(kind => ({ kind, n: kinds.filter(k => k === kind).length })).filter(g => g.n > 0)
  const zh = groups.map(({ kind, n }) => `${n} ${COUNTED[kind].counter}${MEDIA_NAMES[kind]}`).join('、')
  const en = groups.map(({ kind, n }) => `${n} ${COUNTED[kind].en[n === 1 ? 0 : 1]}`).join(', ')
  return localize({ zh, en }, locale)
}

/** The same for a sentence about what has just come: one file by its name alone, `语音`. */
export function nameSent(locale: string | undefined, kinds: readonly MediaKind[]): string {
  const counted = countSent(locale, kinds)
  return kinds.length === 1 ? localize({ zh: MEDIA_NAMES[kinds[0]!], en: counted }, locale) : counted
}
