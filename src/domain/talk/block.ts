import type { Role } from '../office/roles.ts'

/**
 * An officer may pause a resident's chat for some days: for abuse, advertising, or a flood that goes on. Cases of the
 * resident go on, and their pages work; the emergency numbers are always given. Longer pauses need a manager.
 */

/** For how many days, and who may choose it. */
export const BLOCK_DAYS = {
  7: ['dispatcher', 'manager'],
  30: ['manager'],
  90: ['manager'],
} as const satisfies Record<number, readonly Role[]>

/** The numbers of days that a role may choose. */
export const blockDaysOf = (role: Role | undefined): number[] =>
  Object.entries(BLOCK_DAYS).flatMap(([days, roles]) =>
    role !== undefined && (roles as readonly Role[]).includes(role) ? [Number(days)] : [],
  )

/** `申诉`, and what is said with it. */
const APPEAL = /^\s*(?:我要|我)?申[诉述]\s*[:：,，。!！-]?\s*(.*)$/su

/** What a resident says against a pause; empty when they only say that they do; undefined when it is no appeal. */
export const appealIn = (text: string | undefined): string | undefined => APPEAL.exec(text ?? '')?.[1]?.trim()

/** The words of a paused chat. */
interface Paused {
  office: { shortName: string; phone: string }
  /** `12月7日` */
  until: string
  reason: string
  appeal: 'open' | 'empty' | 'now' | 'waits' | 'upheld'
  /** Why the pause was upheld. */
  answer: string | null
}

const APPEALS: Record<Paused['appeal'], (answer: string | null) => string> = {
  open: () => '觉得不对，请回复“申诉”加上您的理由，可以说一次，会由作决定以外的人来看。',
  empty: () => '要申诉，请在一条消息里回复“申诉”加上您的理由，例如：申诉，那些消息不是我发的。',
  now: () => '您的申诉收到了，会由作决定以外的人来看。',
  waits: () => '您的申诉已经收到，正在看。',
  upheld: answer => `您的申诉看过了，没有改变。${answer ?? ''}`,
}

/** What a resident is told whose chat is paused: until when, why, what still works, and how to appeal. */
export const sayPaused = ({ office, until, reason, appeal, answer }: Paused): string =>
  [
    `${office.shortName}暂停了这里的对话，到 ${until}为止。原因：${reason}`,
    `已经登记的件照常办，答复照常发给您；补充、催办、评价请打开那一件的页面。有事要说，请打电话 ${office.phone}。`,
    APPEALS[appeal](answer),
  ].join('\n')
