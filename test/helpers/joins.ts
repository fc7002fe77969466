import { schemaText } from '../../prisma/schema-text.mjs'
import { ROOT } from '../../src/root.ts'
import type { Context } from '../../src/usecases/base/context.ts'
import { columnsOf } from './schema.ts'
import { storedRows } from './stored-rows.ts'

/** Columns that point at a row without a relation in the schema. A new one belongs here, or the walk throws. */
const POINTERS: Readonly<Record<string, string | null>> = {
  'Message.inReplyToId': 'Message',
  'Session.firstMessageId': 'Message',
  'Outbox.caseId': 'Case',
  'CountDue.caseId': 'Case',
  'CaseEvent.byId': null, // an officer
  'ItemEvent.byId': null,
  'ItemVersion.becauseOfId': 'ItemComment',
  'Visit.byId': null,
  'Reply.draftedById': null,
  'Reply.reviewedById': null,
  'LedgerWaiting.caseId': 'Case',
  'LedgerCase.caseId': 'Case',
  'LedgerEntry.caseId': 'Case',
}

/** Whom everybody's cases lead to: that two cases have the same officer says nothing of who wrote. */
const HUBS: ReadonlySet<string> = new Set(['Officer', 'Sample', 'Item'])

export interface StoredRow {
  model: string
  row: Record<string, unknown>
}

const isDate = (text: string) => /^\d{4}-\d\d-\d\d([T ]|$)/.test(text)

/** What in a row could be the same in another: ids made by chance, keys, hashes, texts in the clear. */
export const marksOf = ({ row }: StoredRow): string[] =>
  Object.entries(row)
    // The same for every event, whosever it is.
    .filter(([name]) => name !== 'calendar')
    .map(([, value]) => value)
    .filter(
      (value): value is string =>
        typeof value === 'string' &&
        value.length >= 10 &&
        // Not the office's own words for departments, villages and kinds.
        /[0-9A-Z]/.test(value) &&
        !isDate(value) &&
        !value.startsWith('{'),
    )

/**
 * The database as somebody sees it who has the file and not the key: every row, and every row it leads to by a key of
 * the schema or by a text that both have.
 */
export async function readJoins(ctx: Context) {
  const schema = schemaText(ROOT)
  const columns = columnsOf(schema)
  const models = [...new Set(columns.map(c => c.model))]
  const keys: { model: string; column: string; to: string }[] = []
  let model = ''
  for (const line of schema.split('\n')) {
    model = /^model (\w+)/.exec(line)?.[1] ?? model
    const relation = /^ {2}\w+\s+(\w+)\??.*fields: \[(\w+)\], references: \[id\]/.exec(line)
    if (relation) keys.push({ model, column: relation[2]!, to: relation[1]! })
  }
  for (const c of columns.filter(c => c.type === 'Int' && /Id$/.test(c.name))) {
    if (keys.some(k => k.model === c.model && k.column === c.name)) continue
    const name = `${c.model}.${c.name}`
    const to =
      name in POINTERS ? POINTERS[name] : /^(officerId|\w+ById|upToId)$/.test(c.name) ? null : undefined
    if (to === undefined) throw new Error(`where does ${name} point?`)
    if (to !== null) keys.push({ model: c.model, column: c.name, to })
  }
  const rows: StoredRow[] = []
  for (const model of models) for (const row of await storedRows(ctx, model)) rows.push({ model, row })

  const byMark = new Map<string, StoredRow[]>()
  for (const row of rows)
    for (const mark of marksOf(row)) byMark.set(mark, [...(byMark.get(mark) ?? []), row])
  const neighbours = (from: StoredRow): StoredRow[] => [
    ...keys
      .filter(k => k.model === from.model && from.row[k.column] !== null)
      .flatMap(k =>
        rows.filter(
          r => r.model === k.to && String(r.row['id'] ?? r.row['contactId']) === String(from.row[k.column]),
        ),
      ),
    ...keys
      .filter(k => k.to === from.model)
      .flatMap(k =>
        rows.filter(
          r =>
            r.model === k.model &&
            r.row[k.column] !== null &&
            String(r.row[k.column]) === String(from.row['id']),
        ),
      ),
    ...marksOf(from).flatMap(mark => byMark.get(mark) ?? []),
  ]
  return {
    rows,
    /** Everything a row leads to, by any number of steps. */
    reach(from: StoredRow): StoredRow[] {
      const seen = new Set([from])
      const queue = [from]
      for (let row = queue.pop(); row; row = queue.pop()) {
        for (const next of neighbours(row)) {
          if (seen.has(next) || HUBS.has(next.model)) continue
          seen.add(next)
          queue.push(next)
        }
      }
      return [...seen]
    },
  }
}
