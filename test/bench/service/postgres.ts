import { type PostgresServer, startPostgres } from '../../helpers/postgres.ts'
import { type Floor, openPgFloor } from './floor.ts'
import { type Bench, openOffice } from './office.ts'
import { startClient } from './processes.ts'
import type { Row } from './table.ts'
import { messageRows } from './webhook.ts'

/** The same messages with PostgreSQL below: a server from npm, durable as it comes, on this machine. */
const AT_ONCE = 16
const LEAST_RATIO = 0.4

export async function postgres(bench: Bench): Promise<Row[]> {
  const client = startClient()
  const server = await startPostgres(['-c', 'max_connections=100'])
  bench.onEnd(() => server.stop())
  try {
    await server.createDatabase('huiyin')
    const office = await openOffice(bench, { settings: { DATABASE_URL: `${server.address}/huiyin` } })
    const one = await floorOn(server, 1)
    const many = await floorOn(server, AT_ONCE)
    try {
      const rows = await messageRows({
        part: 'postgres',
        name: `PostgreSQL, ${AT_ONCE} at once`,
        atOnce: AT_ONCE,
        client,
        office,
        floor: one,
        floorName: 'raw pg, one connection',
        aim: { text: `≥ ${LEAST_RATIO}`, met: ratio => ratio >= LEAST_RATIO },
        note: bench.note,
      })
      const { count, seconds } = await many.slice(2000)
      const side = { name: `raw pg, ${AT_ONCE} connections`, value: count / seconds }
      const mix = rows.at(-1)!
      return [...rows, { ...mix, what: `${mix.what}, beside ${AT_ONCE} loops`, peer: side, aim: undefined }]
    } finally {
      await one.close()
      await many.close()
      await office.close()
    }
  } finally {
    await client.stop()
  }
}

/** In a database of its own on the same server. */
async function floorOn(server: PostgresServer, connections: number): Promise<Floor> {
  const name = `floor_${connections}`
  await server.createDatabase(name)
  return openPgFloor(`${server.address}/${name}`, connections)
}
