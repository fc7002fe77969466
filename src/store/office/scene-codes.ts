import type { Db } from '../base/database.ts'
import type { SceneCode } from '../generated/sqlite/client.ts'

export type { SceneCode }

export const listSceneCodes = (db: Db) =>
  db.sceneCode.findMany({ orderBy: [{ createdAt: 'asc' }, { scene: 'asc' }] })

export const findSceneCode = (db: Db, scene: string) => db.sceneCode.findUnique({ where: { scene } })

export const addSceneCode = (db: Db, code: Omit<SceneCode, 'scans'>) => db.sceneCode.create({ data: code })

/** Counts a scan of one of our codes. @returns the code. */
export async function countScan(db: Db, scene: string): Promise<SceneCode | null> {
  const { count } = await db.sceneCode.updateMany({ where: { scene }, data: { scans: { increment: 1 } } })
  return count === 0 ? null : findSceneCode(db, scene)
}
