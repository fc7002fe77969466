import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'
import { conditionsGivenOut, importedNames, queriesIn, sqlByHandIn } from './helpers/queries.ts'

/**
 * Every line of src/ has two coordinates. The room says how near it is to the world: a room imports only rooms on lower
 * floors. The matter says what it is about: on one floor a matter imports only those before it.
 */

/** The floor of each room. */
const FLOORS: Record<string, number> = {
  domain: 1,
  flow: 2,
  search: 2,
  store: 3,
  channels: 3,
  usecases: 4,
  web: 5,
  jobs: 5,
  app: 6,
  tools: 7,
  cli: 8,
}

/** What belongs to each matter, in their order. */
const MATTERS: Record<string, string> = {
  base: 'time, text, numbers in characters, secrets, errors, tables, files, database, job runs; what a message is',
  office: 'office.yaml, calendar, names of today and before, scenes, notices to the administrator, settings',
  delivery: 'queueing a message or a letter and its state; knows nothing of what it says',
  people: 'officers, roles and rights, sign-in, second factor, sessions, tokens, deputies, audit',
  cases: 'case, moves, deadlines and the one clock, lists, views, merge, publishing of answers',
  guides: 'guides, aliases, what was learned',
  talk: 'contacts, conversations, media, dialogue calls, the phases of a message',
  publish: 'the catalogue and its items, comments, corrections',
  numbers: 'facts, counts, digest, dashboard, assessment, annual report, samples, the ledger',
  notify: 'who is told what and when: reminders, daily list, digests sent; the workers that render and send',
}
const ORDER = Object.keys(MATTERS)

/** Rooms with matters, and what lies beside the matters there: before all of them, or after all. */
const WITH_MATTERS: Record<string, { before: readonly string[]; after: readonly string[] }> = {
  domain: { before: [], after: [] },
  store: { before: ['generated'], after: [] },
  usecases: { before: [], after: [] },
  web: { before: ['shell'], after: ['api', 'app.ts', 'desk.ts', 'site.ts'] },
}

/** The order inside flow/: files directly in it count by their name. What stands in no line comes after all of them. */
const FLOW: Record<string, string> = {
  'turn.ts': 'what goes into a turn and what comes out: input, world, call, session',
  'actions.ts': 'what a dialogue may ask of the rest',
  'limits.ts': 'how much a dialogue holds and does',
  definition: 'a flow as its author wrote it: schema, reading, checks',
  words: 'what the engine understands and says at every step, whatever the flow',
  state: 'what a session remembers, and how a text is filled in from it',
  answers: 'one kind of answer a file: how it is read and shown',
  steps: 'one kind of step a file: what it does when it is reached',
  engine: 'one turn: who hears the input first, and the walk until a step waits',
}

/** Files of the store that hand SQL to Prisma as text. */
const SQL_BY_HAND: Record<string, string> = {
  'store/base/kysely.ts': 'hands what Kysely has written to Prisma',
}

/** More than this in one folder and nobody finds anything. */
const FULL = 25

const SRC = join(ROOT, 'src')

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter(f => f.isFile() && /\.tsx?$/.test(f.name))
  .map(f => join(f.parentPath, f.name))
  .filter(f => !f.includes('/generated/'))

/** Every import, those of types and those made while running included. */
const importsOf = (file: string) =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(i => i.fileName)

const imports = files.flatMap(file =>
  importsOf(file)
    .filter(name => name.startsWith('.'))
    .map(name => ({ file, target: join(dirname(file), name) })),
)

const partsOf = (file: string) => relative(SRC, file).split('/')
/** Files of src/ itself: `''`. main.ts joins everything; the others are read by everyone who may touch the machine. */
const roomOf = (file: string) => (partsOf(file).length > 1 ? partsOf(file)[0]! : '')
const said = ({ file, target }: { file: string; target: string }) =>
  `${relative(SRC, file)} → ${relative(SRC, target)}`

const FREE = ['config.ts', 'data-dir.ts', 'root.ts']
const floorOf = (file: string) =>
  roomOf(file) === '' ? (FREE.includes(partsOf(file)[0]!) ? 0 : FLOORS['app']!) : FLOORS[roomOf(file)]!

/** Where a file stands among the matters of its room; undefined where it has no place. */
function placeOf(file: string): number | undefined {
  const [room, matter] = partsOf(file)
  const { before, after } = WITH_MATTERS[room!]!
  if (before.includes(matter!)) return -1
  if (after.includes(matter!)) return ORDER.length
  return ORDER.includes(matter!) ? ORDER.indexOf(matter!) : undefined
}

const inMatters = (file: string) => roomOf(file) in WITH_MATTERS

const WHERE = ORDER.map(matter => `  ${matter}: ${MATTERS[matter]}`).join('\n')

describe('the floors of the house', () => {
  it('every room has a floor', () => {
    const rooms = [...new Set(files.map(roomOf))].filter(Boolean)
    expect(rooms.filter(room => !(room in FLOORS))).toEqual([])
    expect(rooms.length).toBeGreaterThan(8)
  })

  it('a room imports only rooms on lower floors', () => {
    const upwards = imports.filter(
      i => roomOf(i.file) !== roomOf(i.target) && floorOf(i.target) >= floorOf(i.file),
    )
    expect(
      upwards.filter(i => roomOf(i.file) !== '').map(said),
      'What a lower floor needs of a higher one is passed in to it: see Context in usecases/base/context.ts.',
    ).toEqual([])
  })

  it('main.ts is a table of contents', () => {
    expect(
      readFileSync(join(SRC, 'main.ts'), 'utf8').split('\n').length - 1,
      'What a line of main.ts does belongs into a file of app/.',
    ).toBeLessThanOrEqual(80)
  })

  it('only the store asks the database, and only it knows the types of Prisma and Kysely', () => {
    const found = files
      .filter(f => roomOf(f) !== 'store')
      .map(f => ({ file: relative(SRC, f), queries: queriesIn(f) }))
      .filter(({ queries }) => queries.length > 0)
    expect(
      found.flatMap(({ file, queries }) => queries.map(query => `${file}:${query}`)),
      'Make it a function in src/store/<matter>, named after what it means to the caller (`approvedReplyOf`), that returns ' +
        'a type of its own with the columns it needs, and call that. Look first whether there is one.',
    ).toEqual([])
  })

  it('nobody outside the store builds its conditions', () => {
    const conditions = new Map(
      files.filter(f => roomOf(f) === 'store').map(f => [f, conditionsGivenOut(f)] as const),
    )
    const taken = files
      .filter(f => roomOf(f) !== 'store')
      .flatMap(f =>
        importedNames(f)
          .filter(({ from, name }) => conditions.get(join(dirname(f), from))?.includes(name))
          .map(({ name }) => `${relative(SRC, f)}: ${name}`),
      )
    expect(
      taken,
      'What is looked for is said in the words of the caller (a name out of a table of the store, ids, days), and the store ' +
        'makes the condition of it.',
    ).toEqual([])
  })

  it('a query is found however it is written', () => {
    const found = (source: string) => queriesIn('example.ts', source).length > 0
    for (const query of [
      'await tx.case.count({ where })',
      'ctx.db.read.reminder.count({ where })',
      'ctx.db.read.case\n  .findMany({})',
      "tx['caseEvent'].create({ data })",
      'const cases = tx.case',
      'const { case: cases } = ctx.db.read',
      'anything.outbox.findFirst({})',
      'const reader = ctx.db.read\nawait reader.case.count()',
      'const rows = (t: Db) => t.reply.count()',
      'await ctx.db.inTransaction(t => t.outbox.delete({ where: { id } }))',
      'await t.$queryRaw`SELECT 1`',
      "db.read.$queryRawUnsafe('SELECT 1')",
      "import type { Prisma } from '../store/generated/sqlite/client.ts'",
      "export type { Case } from '../store/generated/sqlite/client.ts'",
      "type Where = import('../store/generated/sqlite/client.ts').Prisma.CaseWhereInput",
      "const { Prisma } = await import('../store/generated/sqlite/client.ts')",
      "import { PrismaClient } from '@prisma/client'",
      "import { sql } from 'kysely'",
      "type Cases = Awaited<ReturnType<Db['case']['findMany']>>",
    ])
      expect(found(query), query).toBe(true)
    for (const other of [
      '// tx.case.findMany({})',
      "const text = 'tx.case.findMany'",
      'this.cache.message.delete(id)',
      "createHash('sha256').update(text)",
      'ctx.db.inTransaction(tx => findCase(tx, number))',
    ])
      expect(found(other), other).toBe(false)
  })

  it('the store writes SQL with Kysely, which checks it against the schema', () => {
    const found = files
      .filter(f => roomOf(f) === 'store' && !(relative(SRC, f) in SQL_BY_HAND))
      .flatMap(f => sqlByHandIn(f).map(where => `${relative(SRC, f)}:${where}`))
    expect(
      found,
      'Write it with Kysely: as a `statement` (store/base/statement.ts) when its text is fixed, otherwise as `rowsOf(db, ' +
        'sqlFor…)` (store/base/kysely.ts). `sql` of Kysely is for pieces that it has no words for. docs/decisions/0111 says more.',
    ).toEqual([])
    const unused = Object.keys(SQL_BY_HAND).filter(f => sqlByHandIn(join(SRC, f)).length === 0)
    expect(unused, 'No longer needs its line in SQL_BY_HAND.').toEqual([])
  })

  it('SQL that is written by hand is found', () => {
    for (const text of [
      'await tx.$queryRaw`SELECT 1`',
      "await db['$executeRaw']`DELETE FROM x`",
      "db.read.$queryRawUnsafe('SELECT 1')",
      'const { $queryRaw } = tx',
      'const lock = Prisma.sql`FOR UPDATE`',
      'const { raw, join } = Prisma',
      'const where = (part: Prisma.Sql) => part',
      'Prisma.empty',
      'sql`SELECT "id" FROM "Case"`.execute(db)',
      'sql<{ n: number }>`with x as (select 1) select 1`',
    ])
      expect(sqlByHandIn('example.ts', text), text).toHaveLength(1)
    for (const text of [
      '// tx.$queryRaw`SELECT 1`',
      'sql`"type" || \'\'`',
      'Prisma.CaseScalarFieldEnum',
      "adapter.executeRaw({ sql: 'PRAGMA user_version' })",
      'db.sql.all(DUE, { now })',
    ])
      expect(sqlByHandIn('example.ts', text), text).toEqual([])
  })

  it('only config.ts reads the environment', () => {
    const readers = files.filter(f =>
      /process\.env/.test(readFileSync(f, 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '')),
    )
    expect(readers.map(f => relative(SRC, f))).toEqual(['config.ts'])
  })

  it('the pure rooms read no clock, file, network or chance', () => {
    const pure = files.filter(f => ['domain', 'flow', 'search'].includes(roomOf(f)))
    const impure = pure.filter(f => {
      const source = readFileSync(f, 'utf8').replace(/^\s*(\/?\*|\/\/).*$/gm, '')
      return (
        importsOf(f).some(i => /^node:(fs|net|http|https|child_process|timers)/.test(i)) ||
        /\bDate\.now\(\)|\bnew Date\(\)|Math\.random\(\)/.test(source)
      )
    })
    expect(impure.map(f => relative(SRC, f))).toEqual([])
  })
})

describe('the matters of a floor', () => {
  it('every file of domain, store, usecases and web lies in a matter', () => {
    const lost = files.filter(f => inMatters(f) && placeOf(f) === undefined)
    expect(
      lost.map(f => relative(SRC, f)),
      `Put it into the matter that it is about:\n${WHERE}\n`,
    ).toEqual([])
  })

  it('a matter imports only matters before it, on its own floor', () => {
    const backwards = imports.filter(
      i => inMatters(i.file) && roomOf(i.file) === roomOf(i.target) && placeOf(i.target)! > placeOf(i.file)!,
    )
    expect(
      backwards.map(said),
      `A matter knows nothing of those behind it (${ORDER.join(' < ')}). Either the file belongs to the later matter:\n${WHERE}\n` +
        'or what it calls there is a reaction: name the event, and add who reacts to the table in app/reactions.ts.',
    ).toEqual([])
  })

  it(`no folder holds more than ${FULL} files`, () => {
    const count = new Map<string, number>()
    for (const file of files) {
      const folder = relative(SRC, dirname(file))
      count.set(folder, (count.get(folder) ?? 0) + 1)
    }
    expect([...count].filter(([, n]) => n > FULL)).toEqual([])
  })

  it('a view lies beside its route', () => {
    const pages = files.filter(f => f.endsWith('.page.tsx'))
    expect(pages.length).toBeGreaterThan(20)
    const alone = pages.filter(
      page => !imports.some(i => i.target === page && dirname(i.file) === dirname(page)),
    )
    expect(alone.map(f => relative(SRC, f))).toEqual([])
  })

  it('tests lie where what they test lies', () => {
    const roots = readdirSync(join(ROOT, 'test'), { recursive: true, withFileTypes: true })
      .filter(f => f.isFile() && f.name.endsWith('.test.ts'))
      .map(f => relative(join(ROOT, 'test'), f.parentPath))
      .filter(folder => (folder.split('/')[0] ?? '') in WITH_MATTERS)
    const known = new Set(files.map(f => relative(SRC, dirname(f))))
    expect([...new Set(roots)].filter(folder => !known.has(folder))).toEqual([])
  })
})

describe('the order of flow/', () => {
  const order = Object.keys(FLOW)
  const placeIn = (file: string) => {
    const at = order.indexOf(partsOf(file)[1]!)
    return at === -1 ? order.length : at
  }
  const inside = imports.filter(i => roomOf(i.file) === 'flow' && roomOf(i.target) === 'flow')

  it('every folder of it has a place', () => {
    const folders = files.filter(f => roomOf(f) === 'flow' && partsOf(f).length > 2).map(f => partsOf(f)[1]!)
    expect([...new Set(folders)].filter(folder => !order.includes(folder))).toEqual([])
  })

  it('a part imports only parts before it', () => {
    const backwards = inside.filter(i => placeIn(i.target) > placeIn(i.file))
    expect(
      backwards.map(said),
      `What two parts need belongs to the earlier one (${order.join(' < ')}):\n` +
        `${order.map(part => `  ${part}: ${FLOW[part]}`).join('\n')}\n` +
        'What an earlier part needs of a later one is passed in to it as a function.',
    ).toEqual([])
  })

  it('no file imports itself by way of others', () => {
    const next = new Map<string, string[]>()
    for (const { file, target } of inside) next.set(file, [...(next.get(file) ?? []), target])
    const clear = new Set<string>()
    const circleFrom = (file: string, way: readonly string[]): string | undefined => {
      if (way.includes(file))
        return [...way.slice(way.indexOf(file)), file].map(f => relative(SRC, f)).join(' → ')
      if (clear.has(file)) return undefined
      for (const target of next.get(file) ?? []) {
        const circle = circleFrom(target, [...way, file])
        if (circle) return circle
      }
      clear.add(file)
      return undefined
    }
    const circles = [...next.keys()].map(file => circleFrom(file, [])).filter(Boolean)
    expect(circles, 'Put what both need into a file of its own.').toEqual([])
  })
})
