import type { MediaKind } from '../../domain/base/message.ts'
import { localize } from '../definition/texts.ts'
import { phrase } from './phrases.ts'

/** What each kind is called: in Chinese with its counter, in English for one and for several. */
const NAMES: Record<
  MediaKind,
  { zh: readonly [counter: string, name: string]; en: readonly [string, string] }
> = {
  photo: { zh: ['张', '照片'], en: ['photo', 'photos'] },
  video: { zh: ['段', '视频'], en: ['video', 'videos'] },
  voice: { zh: ['段', '语音'], en: ['voice message', 'voice messages'] },
  file: { zh: ['个', '文件'], en: ['file', 'files'] },
}
const KINDS = Object.keys(NAMES) as MediaKind[]

/** Files by their kinds and numbers: `2 张照片、1 段语音`. A kind that is not known makes them `3 个`. */
export function countSent(locale: string | undefined, kinds: readonly (MediaKind | undefined)[]): string {
  if (kinds.includes(undefined)) return phrase(locale, 'photosShown', { n: kinds.length })
  const groups = KINDS.map(kind => ({ kind, n: kinds.filter(k => k === kind).length })).filter(g => g.n > 0)
  const zh = groups.map(({ kind, n }) => `${n} ${NAMES[kind].zh.join('')}`).join('、')
  const en = groups.map(({ kind, n }) => `${n} ${NAMES[kind].en[n === 1 ? 0 : 1]}`).join(', ')
  return localize({ zh, en }, locale)
}

/** The same for a sentence about what has just come: one file by its name alone, `语音`. */
export function nameSent(locale: string | undefined, kinds: readonly MediaKind[]): string {
  const counted = countSent(locale, kinds)
  return kinds.length === 1 ? localize({ zh: NAMES[kinds[0]!].zh[1], en: counted }, locale) : counted
}
