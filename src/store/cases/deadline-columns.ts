import type { Case } from '../../domain/cases/case.ts'
import { clockColumns } from '../../domain/cases/clock.ts'

/** The columns that mirror the deadlines of a case: what lists sort and filter by. */
export function deadlineColumns({ status, deadlines }: Pick<Case, 'status' | 'deadlines'>) {
  const { accept, reply } = deadlines
  return {
    acceptDueOn: accept.dueOn,
    acceptDueAt: new Date(accept.dueAt),
    replyDueOn: reply.dueOn,
    replyDueAt: new Date(reply.dueAt),
    nextDueAt: new Date(status === 'received' ? accept.dueAt : reply.dueAt),
    ...clockColumns({ status, deadlines }),
    originalDueOn: reply.originalDueOn,
    deadlines: JSON.stringify(deadlines),
  }
}
