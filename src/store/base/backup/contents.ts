import type { Contents } from '../../../domain/base/backup/manifest.ts'
import { toBase64, utf8 } from '../../../domain/numbers/log/bytes.ts'
import { leafHash, makeTree } from '../../../domain/numbers/log/merkle.ts'
import { sqlFor } from '../kysely.ts'
import { tables } from '../statement.ts'
import type { WholeDatabase } from './whole.ts'

/** Rows that are read at once. */
const PAGE = 2000

/** What a database holds, and what is wrong with it by its own records. */
export interface Examined {
  contents: Contents
  /** In Chinese; none when it is sound. */
  faults: string[]
}

/**
 * Counts every table, walks the events of every case and computes the ledger's root from its entries, which every signed
 * root must be a part of.
 */
export async function examine(db: WholeDatabase): Promise<Examined> {
  const counts: Record<string, number> = {}
  for (const table of await db.tables()) counts[table] = await db.count(table)
  const events = 'CaseEvent' in counts ? await walkEvents(db) : { greatestId: 0, faults: [] }
  const ledger = 'LedgerEntry' in counts ? await computeLedger(db) : { head: null, faults: [] }
  return {
    contents: { tables: counts, greatestEventId: events.greatestId, ledger: ledger.head },
    faults: [...events.faults, ...ledger.faults],
  }
}

async function walkEvents(db: WholeDatabase): Promise<{ greatestId: number; faults: string[] }> {
  const faults: string[] = []
  let greatestId = 0
  let [caseId, seq] = [0, 0]
  for (;;) {
    const rows = await db.rows(
      sqlFor
        .selectFrom('CaseEvent')
        .select(['id', 'caseId', 'seq'])
        .where(({ eb, refTuple, tuple }) => eb(refTuple('caseId', 'seq'), '>', tuple(caseId, seq)))
        .orderBy('caseId')
        .orderBy('seq')
        .limit(PAGE),
    )
    if (rows.length === 0) return { greatestId, faults }
    for (const row of rows) {
      const expected = row.caseId === caseId ? seq + 1 : 1
      if (row.seq !== expected && faults.length < 10)
        faults.push(`第 ${row.caseId} 件（内部编号）的办理记录缺第 ${expected} 条`)
      if (row.id > greatestId) greatestId = row.id
      ;[caseId, seq] = [row.caseId, row.seq]
    }
  }
}

async function computeLedger(db: WholeDatabase): Promise<{ head: Contents['ledger']; faults: string[] }> {
  const [head] = await db.rows(sqlFor.selectFrom('LedgerHead').select('size'))
  if (!head) return { head: null, faults: [] }
  const signed = await db.rows(sqlFor.selectFrom('LedgerCheckpoint').select(['size', 'root']).orderBy('size'))
  const faults: string[] = []
  const tree = makeTree()
  let next = 0
  const holdAgainstSigned = () => {
    for (; signed[next]?.size === tree.size; next++)
      if (signed[next]!.root !== toBase64(tree.root()))
        faults.push(`台账到第 ${tree.size} 条为止的内容和签过名的指纹不一样`)
  }
  holdAgainstSigned()
  for (;;) {
    const lines = await db.rows(
      tables
        .selectFrom('LedgerEntry')
        .select(['position', 'line'])
        .where('position', '>=', tree.size)
        .orderBy('position')
        .limit(PAGE),
    )
    if (lines.length === 0) break
    for (const { position, line } of lines) {
      if (position !== tree.size) {
        faults.push(`台账缺第 ${tree.size} 条`)
        return { head: { size: head.size, root: '' }, faults }
      }
      tree.push(leafHash(utf8(line)))
      holdAgainstSigned()
    }
  }
  if (tree.size !== head.size) faults.push(`台账应有 ${head.size} 条，实有 ${tree.size} 条`)
  if (next < signed.length) faults.push(`台账比签过名的短：有 ${signed.length - next} 个签名在它之后`)
  return { head: { size: tree.size, root: toBase64(tree.root()) }, faults }
}
