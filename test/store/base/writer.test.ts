import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as macrotask } from 'node:timers/promises'
import Sqlite, { type Database as Connection } from 'better-sqlite3'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { makeWriter, type Writer } from '../../../src/store/base/writer.ts'
import { runs } from '../../helpers/runs.ts'

let file: string
let connection: Connection
let writer: Writer
/** Every statement of the connection. */
let said: string[]

beforeEach(() => {
  file = join(mkdtempSync(join(tmpdir(), 'huiyin-writer-')), 'test.db')
  said = []
  connection = new Sqlite(file, { verbose: sql => said.push(String(sql)) })
  connection.pragma('journal_mode = WAL')
  connection.pragma('foreign_keys = ON')
  connection.exec(`
    CREATE TABLE kept (id INTEGER PRIMARY KEY);
    CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES kept DEFERRABLE INITIALLY DEFERRED);
  `)
  writer = makeWriter(connection)
  return () => connection.close()
})

const insert = (id: number) => async () => {
  connection.prepare('INSERT INTO kept VALUES (?)').run(id)
  return id
}
const seenByOthers = () => {
  const other = new Sqlite(file, { readonly: true })
  const rows = other.prepare('SELECT id FROM kept ORDER BY id').pluck().all()
  other.close()
  return rows
}

describe('works that wait at the same moment', () => {
  it('share a commit, and are told when it is on the disk', async () => {
    const told: unknown[][] = []
    const all = [1, 2, 3].map(id => writer.run(insert(id)).then(() => told.push(seenByOthers())))
    await Promise.all(all)
    expect(told).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
    expect(said.filter(sql => sql === 'COMMIT')).toHaveLength(1)
  })

  it('are done one after the other, in the order they came', async () => {
    const order: string[] = []
    const slow = (name: string) => async () => {
      order.push(`${name} begins`)
      await macrotask()
      order.push(`${name} ends`)
    }
    await Promise.all([writer.run(slow('a')), writer.run(slow('b'))])
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })

  it('lose the one that throws, and nothing of the others', async () => {
    const failing = writer.run(async () => {
      await insert(2)()
      throw new Error('a flow made a mistake')
    })
    const [first, second, third] = await Promise.allSettled([
      writer.run(insert(1)),
      failing,
      writer.run(insert(3)),
    ])
    expect([first!.status, second!.status, third!.status]).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seenByOthers()).toEqual([1, 3])
  })

  it('lose the one whose statement the database refuses', async () => {
    const results = await Promise.allSettled([1, 1, 2].map(id => writer.run(insert(id))))
    expect(results.map(r => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seenByOthers()).toEqual([1, 2])
  })

  it('are done again each alone when their commit fails: only the one at fault is told', async () => {
    const orphan = writer.run(async () => {
      connection.prepare('INSERT INTO child VALUES (1, 99)').run()
    })
    const results = await Promise.allSettled([writer.run(insert(1)), orphan, writer.run(insert(2))])
    expect(results.map(r => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seenByOthers()).toEqual([1, 2])
    expect(connection.inTransaction).toBe(false)
  })

  it('lose only the one for which the disk is full', async () => {
    connection.exec('CREATE TABLE big (data BLOB)')
    const pages = connection.pragma('page_count', { simple: true }) as number
    connection.pragma(`max_page_count = ${pages + 5}`)
    const large = writer.run(async () => {
      connection.prepare('INSERT INTO big VALUES (zeroblob(1000000))').run()
    })
    const results = await Promise.allSettled([writer.run(insert(1)), large, writer.run(insert(2))])
    expect(results.map(r => r.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(seenByOthers()).toEqual([1, 2])
    await writer.run(insert(3))
    expect(seenByOthers()).toEqual([1, 2, 3])
  })
})

it('tells a work that met another one’s row only when that row is kept', async () => {
  const first = writer.run(insert(1))
  const twin = writer.run(insert(1)).catch(() => seenByOthers())
  expect(await twin).toEqual([1])
  await first
})

it('keeps exactly the works that do not fail, whoever waits beside them', async () => {
  const outcomes = fc.array(fc.constantFrom('keeps', 'throws', 'orphans', 'twice'), {
    minLength: 1,
    maxLength: 12,
  })
  let next = 1000
  await fc.assert(
    fc.asyncProperty(outcomes, async works => {
      const base = next
      next += works.length
      const results = await Promise.allSettled(
        works.map((outcome, i) =>
          writer.run(async () => {
            await insert(base + i)()
            if (i % 3 === 1) await macrotask()
            if (outcome === 'throws') throw new Error('no')
            if (outcome === 'twice') await insert(base + i)()
            if (outcome === 'orphans') connection.prepare('INSERT INTO child VALUES (NULL, -1)').run()
          }),
        ),
      )
      const good = works.flatMap((outcome, i) => (outcome === 'keeps' ? [base + i] : []))
      expect(results.flatMap((r, i) => (r.status === 'fulfilled' ? [base + i] : []))).toEqual(good)
      expect(seenByOthers().filter(id => Number(id) >= base)).toEqual(good)
    }),
    runs(),
  )
})

it('waits for another program that holds the file, and holds up nobody meanwhile', async () => {
  const other = new Sqlite(file)
  other.exec('BEGIN IMMEDIATE')
  const written = writer.run(insert(1))
  let turns = 0
  while (turns < 20) {
    await macrotask()
    turns++
  }
  expect(seenByOthers()).toEqual([])
  other.exec('COMMIT')
  other.close()
  await written
  expect(seenByOthers()).toEqual([1])
})
