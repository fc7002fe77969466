import { tables } from '../statement.ts'
import { BackupProblem } from './problem.ts'
import type { WholeDatabase } from './whole.ts'

/**
 * What earlier SECRET_KEYs left, sealed with the present one; null before the first change of the key. Names of attachments
 * depend on it.
 * @throws BackupProblem while the key is being changed: two keys would be needed
 */
export async function earlierKeysIn(
  db: WholeDatabase,
  has: (table: string) => boolean,
): Promise<string | null> {
  if (!has('KeyRing')) return null
  const [ring] = await db.rows(tables.selectFrom('KeyRing').select(['earlierSealed', 'changingSince']))
  if (ring && ring.changingSince !== null)
    throw new BackupProblem('密钥换到一半，现在不能备份。请先运行 huiyin rekey 换完，再备份。')
  return ring?.earlierSealed ?? null
}
