import pg from 'pg'

/**
 * Short words from one process to the others on the same PostgreSQL (LISTEN and NOTIFY), over a connection of its own.
 * Nothing depends on their arrival: they only make the others look sooner.
 */
export interface Signals {
  /** Sends soon; the same word several times within a moment is sent once. While the connection is down it waits. */
  send(word: string): void
  /**
   * @param hear gets what other processes send, never one's own words
   * @param missed the connection was down for a while, so words may be missing
   */
  listen(hear: (word: string) => void, missed: () => void): void
  /** How many processes listen, on any machine, this one included. */
  listeners(): Promise<number>
  close(): Promise<void>
}

const CHANNEL = 'huiyin'
/** Names the connections in PostgreSQL's list, by which they are counted. */
const NAME = 'huiyin signals'
/** Words of so many milliseconds are sent with one statement. */
const GATHER_MS = 50
/** The most words that wait for a connection; the others look again anyway when it is back. */
const MOST_WAITING = 1000
/** A connection that a firewall has forgotten looks open, so it is tried. */
const TRY_MS = 30_000
const ANSWER_MS = 10_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 30_000

/** Resolves when it listens, or when the first attempt has failed: then it goes on trying. */
export async function openSignals(url: string, failed: (why: string) => void): Promise<Signals> {
  const waiting = new Set<string>()
  let hear: (word: string) => void = () => {}
  let missed: () => void = () => {}
  let connection: pg.Client | undefined
  let gathering: NodeJS.Timeout | undefined
  let closed = false
  let leave = () => {}

  async function flush(): Promise<void> {
    gathering = undefined
    const to = connection
    if (!to || waiting.size === 0) return
    const words = [...waiting]
    waiting.clear()
    try {
      await to.query('SELECT pg_notify($1, word) FROM unnest($2::text[]) AS word', [CHANNEL, words])
    } catch {
      for (const word of words) if (waiting.size < MOST_WAITING) waiting.add(word)
    }
  }

  /** Listens until the connection ends. @param ready called when it listens */
  async function listenOnce(ready: () => void): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: NAME,
      keepAlive: true,
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    })
    const over = new Promise<void>(resolve => {
      leave = resolve
      client.once('end', resolve)
      client.on('error', () => resolve())
    })
    client.on('notification', ({ processId, payload }) => {
      if (processId !== own && payload) hear(payload)
    })
    let own: number | undefined
    const tries = setInterval(() => void client.query('SELECT 1').catch(() => leave()), TRY_MS)
    tries.unref()
    try {
      await client.connect()
      const { rows } = await client.query<{ own: number }>('SELECT pg_backend_pid() AS own')
      own = rows[0]!.own
      await client.query(`LISTEN ${CHANNEL}`)
      connection = client
      ready()
      void flush()
      await over
    } finally {
      connection = undefined
      clearInterval(tries)
      client.end().catch(() => {})
    }
  }

  async function stayConnected(started: () => void): Promise<void> {
    for (let failures = 0, first = true; !closed; failures++) {
      const why = await listenOnce(() => {
        failures = 0
        if (!first) missed()
        first = false
        started()
      }).then(
        () => 'the connection ended',
        (error: Error) => error.message,
      )
      // What happened until now has been read when the process started; from here on something may be missed.
      first = false
      started()
      if (closed) return
      failed(why)
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** failures))
    }
  }

  const pause = (ms: number) =>
    new Promise<void>(resolve => {
      const timer = setTimeout(resolve, ms)
      leave = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  let ended: Promise<void> = Promise.resolve()
  await new Promise<void>(started => {
    ended = stayConnected(started)
  })
  return {
    send(word) {
      if (closed || waiting.size >= MOST_WAITING) return
      waiting.add(word)
      gathering ??= setTimeout(() => void flush(), GATHER_MS)
    },
    listen(onWord, onMissed) {
      hear = onWord
      missed = onMissed
    },
    async listeners() {
      if (!connection) return 0
      const { rows } = await connection.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
        [NAME],
      )
      return rows[0]!.n
    },
    async close() {
      clearTimeout(gathering)
      await flush()
      closed = true
      leave()
      await ended
    },
  }
}
