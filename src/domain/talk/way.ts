/** What an officer says is to be done with a resident's words, when no guide answers them. */
export const WAYS = ['matter', 'report', 'question', 'smallTalk'] as const
export type Way = (typeof WAYS)[number]

export const WAY_NAMES: Readonly<Record<Way, string>> = {
  matter: '登记办理',
  report: '举报',
  question: '咨询',
  smallTalk: '闲聊、问好',
}

/** The kinds of case that a `matter` may be. */
export const MATTER_KINDS = ['complaint', 'help', 'suggestion'] as const
export type MatterKind = (typeof MATTER_KINDS)[number]

/** Words with what they turned out to be, from the office's own residents; an officer accepted it. */
export interface Lesson {
  text: string
  way: Way
  /** Of a `matter`. */
  kind?: MatterKind
}
