import type { CivilDate } from '../base/civil-date.ts'
import { sayDate } from '../base/civil-date.ts'
import type { EventType, Status } from './case.ts'

/**
 * Why a case has its status and what happens next, for a column of the queue, so that officers need not open the
 * case. Pure; every status has a line.
 */

/** Events that explain a case's state where its status alone does not. */
export const EXPLAINING_EVENTS = [
  'objected',
  'objection_agreed',
  'objection_refused',
  'left_merge',
  'assigned',
  'supplemented',
  'reopened',
  'returned',
  'asked_resident',
  'extension_refused',
  'undone',
] as const satisfies readonly EventType[]
export type ExplainingEvent = (typeof EXPLAINING_EVENTS)[number]

export interface CaseSituation {
  status: Status
  /** Received in a burst, and no officer has looked at it yet. */
  held?: boolean
  department: string | null
  /** Who holds it, by name. */
  holder: string | null
  pending: {
    status: 'draft' | 'submitted' | 'returned'
    purpose: 'answer' | 'decline'
    version: number
    drafter: string
    note: string | null
  } | null
  /** The last event that explains the state, its words, and the department it names. */
  last: { type: ExplainingEvent; words: string | null; department: string | null } | null
  extensionAsked: boolean
  /** The department objected and nobody has decided. */
  objected: boolean
  supervisionDueOn: CivilDate | null
  mergedInto: string | null
}

interface NextStep {
  why: string
  next: string
}

const MOST = 24
/** Shortens a text to fit a column. */
const short = (words: string | null) => {
  if (!words) return ''
  const line = [...words.replace(/\s+/gu, ' ').trim()]
  return `：${line.length > MOST ? `${line.slice(0, MOST).join('')}…` : line.join('')}`
}

const holds = (s: CaseSituation) => s.holder ?? s.department ?? '承办单位'

const STEPS: Record<Status, (s: CaseSituation) => NextStep> = {
  received: s =>
    s.held
      ? { why: '短时间内来得太多，先放着待核', next: '看过转入待受理，或记为无效件' }
      : { why: '新收到，还没受理', next: '受理，或说明为什么不受理' },
  accepted: s =>
    s.last?.type === 'objected' || s.last?.type === 'objection_agreed'
      ? { why: `${s.last.department ?? '承办单位'}退单${short(s.last.words)}`, next: '重新分派' }
      : s.last?.type === 'reopened'
        ? { why: `群众要求重新办理${short(s.last.words)}`, next: '分派到承办单位' }
        : { why: '已受理，还没交给承办单位', next: '分派到承办单位' },
  assigned: s => ({ why: whyAssigned(s), next: nextAssigned(s) }),
  awaiting_resident: s => ({
    why: `等群众补充${s.last?.type === 'asked_resident' ? short(s.last.words) : ''}`,
    next: `补充后由${holds(s)}接着办`,
  }),
  in_review: s =>
    s.pending?.purpose === 'decline'
      ? { why: `${s.pending.drafter}拟不予受理，等审核`, next: '审核' }
      : { why: `${s.pending?.drafter ?? holds(s)}写的答复等审核`, next: '由另一位同事审核' },
  answered: () => ({ why: '答复已给群众', next: '等群众评价，没评价会自动办结' }),
  closed: () => ({ why: '已办结', next: '没有要办的' }),
  declined: () => ({ why: '已说明不受理的原因和去处', next: '没有要办的' }),
  withdrawn: () => ({ why: '群众自己撤回', next: '没有要办的' }),
  set_aside: () => ({ why: '记作广告、骚扰或测试', next: '没有要办的' }),
  merged: s => ({
    why: s.mergedInto ? `并入 ${s.mergedInto}` : '和同一件事的另一件一起办',
    next: '那件答复后，同样告诉这位群众',
  }),
}

function whyAssigned(s: CaseSituation): string {
  if (s.objected)
    return `${s.last?.department ?? s.department ?? '承办单位'}退单${short(s.last?.words ?? null)}`
  if (s.pending?.status === 'returned') return `审核退回${short(s.pending.note)}`
  if (s.pending) return `${s.pending.drafter}写了第 ${s.pending.version} 稿，还没送审`
  if (s.last?.type === 'supplemented') return `群众补充了${short(s.last.words)}`
  if (s.last?.type === 'reopened') return `群众要求重新办理${short(s.last.words)}`
  if (s.last?.type === 'objection_refused') return `退单没有同意${short(s.last.words)}`
  if (s.last?.type === 'left_merge') return '并入的那件不再答复，这件要单独办'
  if (s.last?.type === 'extension_refused') return `领导不同意延期${short(s.last.words)}`
  return s.holder ? `${s.holder}在办，还没写答复` : `已交给${s.department ?? '承办单位'}，还没有人接`
}

function nextAssigned(s: CaseSituation): string {
  if (s.objected) return '定退不退：改派，或仍由原单位办'
  if (s.extensionAsked) return '等领导批延期'
  if (s.pending?.status === 'returned') return `${s.pending.drafter}改好再送审`
  if (s.pending) return '送审'
  return s.holder ? `${s.holder}写答复` : '单位里一个人接手写答复'
}

/** @returns two short sentences without full stop. An answer owed to the manager comes first. */
export function nextStep(s: CaseSituation): NextStep {
  const step = STEPS[s.status](s)
  return s.supervisionDueOn
    ? { ...step, next: `${sayDate(s.supervisionDueOn)}前回复督办；${step.next}` }
    : step
}
