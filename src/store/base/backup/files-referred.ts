import type { Secrets } from '../../../domain/base/secrets.ts'
import { makeSealing } from '../sealing.ts'
import { tables } from '../statement.ts'
import type { WholeDatabase } from './whole.ts'

const PAGE = 500

/** The files that the rows of a database refer to, with the rows' ids. */
export async function* filesReferred(
  db: WholeDatabase,
  secrets: Secrets,
): AsyncGenerator<{ id: number; hash: string }> {
  const sealing = makeSealing(secrets)
  for (let after = 0; ; ) {
    const rows = await db.rows(
      tables
        .selectFrom('Attachment')
        .select(['id', 'hash', 'playHash'])
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE),
    )
    if (rows.length === 0) return
    for (const { id, hash, playHash } of rows) {
      after = id
      if (hash !== null) yield { id, hash: sealing.open('Attachment', 'hash', hash) }
      if (playHash !== null) yield { id, hash: sealing.open('Attachment', 'playHash', playHash) }
    }
  }
}
