import type { Role } from '../office/roles.ts'
import type { Actor } from './actor.ts'

/** Who may see and do what at the desk, apart from the moves of a case (those are in MOVES). */
const POLICY = {
  /** See cases and make moves on them, within their scope. */
  seeCases: ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor'],
  /** Register a case for someone who phoned, came or wrote. */
  registerCase: ['clerk', 'dispatcher'],
  /** Name and phone of a resident, unmasked; every viewing is recorded in the audit log. */
  seePersonalData: ['clerk', 'dispatcher', 'manager'],
  /** What residents said outside of cases; never by those bound to one department. */
  seeConversations: ['dispatcher', 'manager', 'auditor'],
  /** Open a case from a message that belongs to none. */
  openFromConversation: ['dispatcher'],
  /** Pause a resident's chat for some days (domain/talk/block says for how many). */
  blockContacts: ['dispatcher', 'manager'],
  /** End such a pause. */
  liftBlocks: ['dispatcher', 'manager', 'auditor'],
  /** Confirm such a pause after an appeal, unless one has decided it oneself. */
  decideAppeals: ['manager', 'auditor'],
  /** Canned replies of one's department (of all, without one). */
  keepCanned: ['reviewer', 'manager'],
  /** Keep a case beyond its time (legal hold), or let it go again; read why it is kept. */
  holdCases: ['manager', 'admin'],
  /** Export all data of the office, or those of one resident who asks for them; on the command line. */
  exportData: ['manager', 'admin'],
  /** See and use canned replies. */
  useCanned: ['clerk', 'dispatcher', 'reviewer', 'manager'],
  /** Draw a random sample of cases and write down what was found. */
  inspect: ['auditor'],
  /** Read samples and findings. */
  seeInspections: ['auditor', 'manager'],
  /** Read what samples found, without numbers, names and words of residents. */
  seeSampleResults: ['observer', 'auditor', 'manager'],
  /** Have a bearer token of the API. Outside observers have none: they see a few pages, and none of its routes. */
  useApi: ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'correspondent', 'admin'],
  seeDigest: ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'],
  /** Write items for publication (政务公开), within one's department or village. */
  writeItems: ['correspondent', 'dispatcher'],
  /** Read items that are not public yet, within one's scope. */
  seeItems: ['correspondent', 'clerk', 'dispatcher', 'reviewer', 'manager', 'auditor'],
  /** Review an item, check its secrecy, withdraw it, treat what was said about it. */
  reviewItems: ['dispatcher', 'reviewer', 'manager'],
  /** Read the counts of what was published and of columns that are late. */
  seeItemCounts: ['correspondent', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'],
  /** Say that a published reply still holds, no longer holds, or make a guide of it. */
  keepReplies: ['reviewer', 'manager'],
  /** Write down a visit or a test question (明查暗访) as somebody from outside. */
  visit: ['observer', 'auditor'],
  /** Read visits and what departments answered. */
  seeVisits: ['observer', 'auditor', 'manager', 'reviewer', 'dispatcher', 'clerk'],
  /** Answer what a visit found, for one's department. */
  answerVisits: ['clerk', 'reviewer', 'manager', 'dispatcher'],
  /** Show a visit to the public. */
  publishVisits: ['manager'],
  /** Marks of the electronic supervision, and the sheets of them. */
  seeMarks: ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor'],
  /** Take such a mark back, with a reason. */
  liftMarks: ['manager'],
  seeBoard: ['manager', 'dispatcher', 'auditor'],
  seeAudit: ['auditor', 'admin'],
  manageOfficers: ['admin'],
  manageTokens: ['admin'],
  seeContent: ['admin', 'manager'],
  reloadContent: ['admin'],
  /** QR codes that stand for a village or a hall window. */
  manageScenes: ['admin'],
  /** Say what residents' words mean from now on: a guide, a kind of case, or nothing. Read first messages for it. */
  reviewWordings: ['admin', 'manager'],
} as const satisfies Record<string, readonly Role[]>

export type Right = keyof typeof POLICY

/** Whether an officer has a right. */
export const may = (by: Actor, right: Right): boolean =>
  by.role !== undefined && (POLICY[right] as readonly Role[]).includes(by.role)

const SEES_ALL: readonly Role[] = ['dispatcher', 'auditor', 'observer', 'admin']

/**
 * The department an officer is bound to, or null when they see the whole office: dispatchers and auditors
 * always do; clerks, reviewers and managers do unless they belong to one department.
 */
export const scopeOf = (by: Actor): string | null =>
  by.role && SEES_ALL.includes(by.role) ? null : (by.departmentId ?? null)

/** Whether the officer may see this case. Other cases must look as if they did not exist. */
export function canSee(
  by: Actor,
  c: { departmentId: string | null; officerId: number | null; firstTakerId: number | null },
): boolean {
  if (!may(by, 'seeCases')) return false
  const scope = scopeOf(by)
  return (
    scope === null ||
    c.departmentId === scope ||
    (by.id !== undefined && (c.officerId === by.id || c.firstTakerId === by.id))
  )
}
