import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { dropSchema, makeSchema } from '../../../store/base/backup/load-postgres.ts'
import { providerOf } from '../../../store/base/database.ts'
import type { BackupContext } from './make-backup.ts'
import { type Unpacked, unpack } from './unpack.ts'

/**
 * Restores a backup to a temporary place, holds it against what was backed up, and throws it away. PostgreSQL's tables go
 * into a schema of their own in the same database; where the user may not make one, they are only read.
 * @throws BackupProblem when the backup is no good
 */
export async function drill(
  { config }: BackupContext,
  path: string,
  workDir: string,
  pool: string,
): Promise<Unpacked & { checked: 'restored' | 'read' }> {
  const dir = join(workDir, 'drill')
  await mkdir(dir, { mode: 0o700 })
  const url = config.databaseUrl
  const schema = `huiyin_drill_${randomBytes(6).toString('hex')}`
  const inSchema = providerOf(url) === 'postgresql' && (await makeSchema(url, schema))
  try {
    const unpacked = await unpack(path, {
      passphrase: config.backup.passphrase,
      dir,
      postgres: inSchema ? { url, schema } : undefined,
      pool,
      attachments: 'drill',
      // A key inside that is another would be found by its check.
      secretKey: config.secretKey,
    })
    return { ...unpacked, checked: unpacked.examined ? 'restored' : 'read' }
  } finally {
    await rm(dir, { recursive: true, force: true })
    if (inSchema) await dropSchema(url, schema)
  }
}
