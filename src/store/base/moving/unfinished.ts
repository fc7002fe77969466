import { BackupProblem } from '../backup/problem.ts'
import { providerOf } from '../database.ts'

/**
 * A database into which another is being moved has only half of its rows.
 * @throws BackupProblem when this is one
 */
export async function refuseUnfinishedMove(url: string): Promise<void> {
  if (providerOf(url) === 'sqlite') return
  const { stateOfTarget } = await import('./target.ts')
  if ((await stateOfTarget(url)).is !== 'ours') return
  throw new BackupProblem(
    '这个 PostgreSQL 数据库里的数据还没有搬完，不能启动。请再运行一次 huiyin migrate-data 接着搬；不想搬了，请先用原来的 DATABASE_URL。',
  )
}
