/** The number of the lock in PostgreSQL under which one process at a time upgrades the database. Chosen once, at random. */
export const UPGRADE_LOCK = 4_812_073_311

/** No upgrade takes longer, so a lock that is held for longer is a fault somebody must look at. */
const LONGEST_WAIT = '10min'

/**
 * Runs `work` while no other process on this PostgreSQL runs its own: several that start at once would otherwise create
 * the same tables. The lock belongs to a connection, so the server releases it however the process ends.
 */
export async function oneUpgradeAtATime<T>(url: string, work: () => Promise<T>): Promise<T> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, application_name: 'huiyin upgrade' })
  // A connection that breaks meanwhile ends the lock, not this process: the engine has a lock of its own as well.
  client.on('error', () => {})
  await client.connect().catch((cause: unknown) => {
    throw new Error("Can't reach database server", { cause })
  })
  try {
    await client.query(`SET lock_timeout = '${LONGEST_WAIT}'`)
    await client.query('SELECT pg_advisory_lock($1)', [UPGRADE_LOCK])
    return await work()
  } finally {
    await client.end().catch(() => {})
  }
}
