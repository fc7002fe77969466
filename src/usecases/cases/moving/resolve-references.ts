import type { Status } from '../../../domain/cases/case.ts'
import { mentionsIn } from '../../../domain/cases/mentions.ts'
import { NO_REFERENCES, type References, type ResolvedReferences } from '../../../domain/cases/moves.ts'
import { type Actor, actorOf } from '../../../domain/people/actor.ts'
import { canSee } from '../../../domain/people/policy.ts'
import type { Db } from '../../../store/base/database.ts'
import { type LockedCase, lockCase } from '../../../store/cases/cases.ts'
import { activeOfficers, findOfficer } from '../../../store/people/officers.ts'
import type { Context } from '../../base/context.ts'

/** The names found, for the move's decision, and the row of the other case, which this transaction has locked. */
interface ResolvedRows {
  found: ResolvedReferences
  lead: LockedCase | null
}

/** Looks up what a move's input names, before the move is decided. */
export async function resolveReferences(
  tx: Db,
  ctx: Context,
  row: LockedCase,
  { department, officer: login, lead: number, mentionsIn: text }: References,
  by: Actor,
): Promise<ResolvedRows> {
  const officer = login === undefined ? null : await findOfficer(tx, login)
  const lead = number === undefined || number === row.number ? null : await lockCase(tx, number)
  return {
    found: {
      department: ctx.content().office.departments.some(d => d.id === department),
      officer: officer && {
        id: officer.id,
        departmentId: officer.departmentId,
        active: officer.disabledAt === null,
      },
      lead: lead && { status: lead.status as Status, seen: canSee(by, lead) },
      mentioned:
        text === undefined || by.kind !== 'officer'
          ? NO_REFERENCES.mentioned
          : await mentionedIn(tx, row, text, by),
    },
    lead,
  }
}

async function mentionedIn(
  tx: Db,
  row: LockedCase,
  text: string,
  by: Actor,
): Promise<ResolvedReferences['mentioned']> {
  const named = mentionsIn(text, await activeOfficers(tx)).filter(o => o.id !== by.id)
  const sees = (o: (typeof named)[number]) => canSee(actorOf(o), row)
  return {
    see: named.filter(sees).map(o => o.id),
    blind: named.filter(o => !sees(o)).map(o => o.name),
  }
}
