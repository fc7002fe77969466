/** What a message was that the channel did not pass on, as far as the channel says. */
export const NOT_PASSED = [
  'sticker',
  'card',
  'file',
  'program',
  'money',
  'call',
  'record',
  'unknown',
] as const
export type NotPassed = (typeof NOT_PASSED)[number]

/**
 * Names of types (`sticker`, `miniprogrampage`) and words of placeholders (`[动画表情]`). A sentence about no type says
 * nothing.
 */
const SIGNS: readonly [NotPassed, RegExp][] = [
  ['record', /聊天记录|chat ?history/i],
  ['program', /小程序|mini ?program/i],
  ['money', /红包|转账|收款|red ?packet|transfer/i],
  ['call', /通话|来电|\bcalls?\b/i],
  ['card', /名片|\bcontact(?: card)?s?\b|^card$/i],
  ['sticker', /表情|贴图|贴纸|sticker|emoji|emoticon|\bgifs?\b|^dice$/i],
  ['file', /文件|附件|\bfiles?\b|document|attachment/i],
]

/** @param raw `Inbound.raw` */
export const notPassedKind = (raw: string | undefined): NotPassed =>
  SIGNS.find(([, sign]) => sign.test(raw ?? ''))?.[0] ?? 'unknown'
