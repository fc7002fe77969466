import { readConfig } from '../../config.ts'
import { makeSecrets } from '../../domain/base/secrets.ts'
import { openDatabase } from '../../store/base/database.ts'
import { countCasesOf } from '../../store/cases/cases.ts'
import { findContact } from '../../store/talk/contacts.ts'
import { idsOf } from '../../store/talk/pseudonyms.ts'
import type { TalkResult } from './talk.ts'

/** Counts the cases of each resident in the database of a data directory. */
export async function countInDatabase(
  dataDir: string,
  openIds: readonly string[],
): Promise<Map<string, number>> {
  const config = readConfig({ DATA_DIR: dataDir })
  const db = await openDatabase(config.databaseUrl, makeSecrets(config.secretKey))
  const { secrets } = db
  try {
    const counts = new Map<string, number>()
    for (const openId of openIds) {
      const contact = await findContact(db.read, secrets, 'wechat', openId)
      counts.set(openId, contact ? await countCasesOf(db.read, idsOf(secrets, contact)) : 0)
    }
    return counts
  } finally {
    await db.close()
  }
}

/** For a service on another machine: counts the numbers whose case page opens with the resident's link. */
export async function countOnPages(talked: readonly TalkResult[], url: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { openId, receipts } of talked) {
    const shown = await Promise.all(
      receipts.map(async ({ number, page }) => {
        if (!page) return false
        // The link names the public address, which may not reach this machine.
        const { pathname, search } = new URL(page)
        const response = await fetch(new URL(pathname + search, url)).catch(() => undefined)
        return response?.status === 200 && (await response.text()).includes(number)
      }),
    )
    counts.set(openId, shown.filter(Boolean).length)
  }
  return counts
}

/** Counts the numbers that the API knows, with an officer's token. */
export async function countInApi(
  talked: readonly TalkResult[],
  url: string,
  token: string,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (const { openId, receipts } of talked) {
    let known = 0
    for (const { number } of receipts) {
      const response = await fetch(new URL(`/api/v1/cases/${number}`, url), {
        headers: { authorization: `Bearer ${token}` },
      })
      if (response.status === 200) known++
    }
    counts.set(openId, known)
  }
  return counts
}
