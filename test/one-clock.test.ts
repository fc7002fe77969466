import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

/**
 * Whether a case is overdue, due soon or stopped is said in one place: domain/cases/clock.ts, and its twin in SQL,
 * store/cases/clock.ts. A comparison of a due date anywhere else would be a second truth; seven of them once disagreed.
 */

const SRC = join(ROOT, 'src')

/** Where dates are compared for something else, and what. */
const ELSEWHERE: Record<string, string> = {
  'domain/cases/clock.ts': 'the one place',
  'store/cases/clock.ts': 'its twin in SQL',
  'domain/cases/deadline.ts': 'adds up days: where a stop begins among them',
  'domain/cases/marks.ts': 'when somebody is next told, not what the clock shows',
  'domain/numbers/tally.ts': 'in which period something fell due; overdue by overdueFrom of clock.ts',
  'domain/numbers/digest.ts': 'sorts a list, and what falls due in the next period',
  'domain/numbers/counts.ts': 'days on which a number changes',
  'domain/numbers/ledger/entries-of.ts': 'whether a reply came in time, as an entry says it',
  'domain/numbers/ledger/case-in-ledger.ts': 'what fell due before the week is left out',
  'domain/numbers/ledger/standing.ts':
    'how a reply counted, as entries say it; overdue by overdueFrom of clock.ts',
  'domain/numbers/assessment.ts': 'in which period something fell due',
  'store/numbers/ledger/groups.ts': 'what falls due after the ledger has begun',
  'store/cases/case-measures.ts': 'in which period something fell due',
  'web/shell/parts/time-left.tsx': 'words for how long; which words, the clock says',
  'domain/cases/moves/managing/supervise.ts': 'refuses an instruction for a day that is over',
  'domain/numbers/supervision.ts': 'days since the clock ran out, as clockColumns of clock.ts has it',
  'domain/publish/catalogue.ts': 'whether a column of published information is late, which is no case',
  'domain/numbers/visit.ts': 'whether a department answered a visit in time, which is no case',
  'store/numbers/visits.ts': 'the same of a list of visits',
  'store/cases/due-cases.ts': 'held cases are released an hour before their acceptance',
}

/** What a file compares besides: pages of a list begin behind a row, and an instruction exists. */
const ALSO: Record<string, RegExp> = {
  'store/cases/lists/case-list.ts': /^onCase\('nextDueAt', '>=?', at\)$/,
  'store/cases/lists/views.ts': /^onCase\('supervisionDueOn', '>', ''\)$/,
}

/** Names that hold a due date or the state of a clock in the database. */
const DUE = /(^|[^A-Za-z])([a-z]\w*)?([dD]ue(At|On)|overdueAt|overdueFrom|stoppedUntil)\b/
const COMPARES = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
])
const OPERATORS = ['lt', 'lte', 'gt', 'gte']
const SIGNS = ['<', '<=', '>', '>=']
/** A column of the database compared in SQL that is written by hand. */
const SQL = /"(\w*[dD]ue(At|On)|overdueAt|stoppedUntil)"\s*(<|>|BETWEEN)/

/** What in a source compares a due date. */
function comparisonsIn(name: string, source: string): string[] {
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found: string[] = []
  const say = (node: ts.Node) => found.push(node.getText(file).replace(/\s+/g, ' ').slice(0, 90))
  // A date by another name: `const due = Date.parse(deadline.dueAt)`.
  const aliases = new Set<string>()
  const isDue = (side: ts.Node): boolean =>
    DUE.test(side.getText(file)) ||
    (ts.isIdentifier(side)
      ? aliases.has(side.text)
      : (ts.forEachChild(side, c => isDue(c) || undefined) ?? false))
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      const { initializer: from } = node
      const value =
        ts.isNewExpression(from) || ts.isPropertyAccessExpression(from) || ts.isBinaryExpression(from)
      const parsed = ts.isCallExpression(from) && /^(Date\.parse|Number)$/.test(from.expression.getText(file))
      if ((value || parsed) && isDue(from)) aliases.add(node.name.text)
    }
    if (ts.isBinaryExpression(node) && COMPARES.has(node.operatorToken.kind)) {
      if (isDue(node.left) || isDue(node.right)) say(node)
    }
    if (
      ts.isPropertyAssignment(node) &&
      DUE.test(node.name.getText(file)) &&
      ts.isObjectLiteralExpression(node.initializer) &&
      node.initializer.properties.some(p => OPERATORS.includes(p.name?.getText(file) ?? ''))
    )
      say(node)
    if (ts.isCallExpression(node)) {
      const words = node.arguments.map(arg => (ts.isStringLiteral(arg) ? arg.text : ''))
      if (words.some((word, i) => DUE.test(word) && SIGNS.includes(words[i + 1] ?? ''))) say(node)
    }
    if ((ts.isTemplateLiteral(node) || ts.isStringLiteral(node)) && SQL.test(node.getText(file))) say(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

const files = readdirSync(SRC, { recursive: true, withFileTypes: true })
  .filter(f => f.isFile() && /\.tsx?$/.test(f.name))
  .map(f => join(f.parentPath, f.name))
  .filter(f => !f.includes('/generated/') && !relative(SRC, f).startsWith('tools/'))

it('no due date is compared outside the one clock', () => {
  const second = files.flatMap(file => {
    const name = relative(SRC, file)
    if (name in ELSEWHERE) return []
    return comparisonsIn(file, readFileSync(file, 'utf8'))
      .filter(what => !ALSO[name]?.test(what))
      .map(what => `${name}: ${what}`)
  })
  expect(
    second,
    'Ask clockOf (domain/cases/clock.ts) what a clock shows, or CLOCK_WHERE (store/cases/clock.ts) for a query.',
  ).toEqual([])
})

it('the exceptions are places that do compare', () => {
  for (const name of Object.keys(ELSEWHERE))
    expect([name, comparisonsIn(name, readFileSync(join(SRC, name), 'utf8')).length > 0]).toEqual([
      name,
      true,
    ])
})

it.each([
  ['a condition', 'const late = c.replyDueAt < now'],
  ['through Date.parse', 'const late = Date.parse(view.deadlines.reply.dueAt) <= at.getTime()'],
  ['the other way round', 'if (today > item.dueOn) tell()'],
  ['a difference', 'const late = Date.parse(due.dueAt) - now < 0'],
  ['by another name', 'const due = new Date(deadline.dueAt)\nif (due <= now) tell()'],
  ['Prisma', 'const where = { replyDueAt: { lt: now } }'],
  ['Kysely', "const late = onCase('replyDueAt', '<', now)"],
  ['Kysely with a table', "return eb('c.overdueAt', '<=', eb.ref('c.receivedAt'))"],
  ['SQL', 'sql`SELECT 1 FROM "Case" WHERE "replyDueAt" < now()`'],
  ['an instruction', 'const late = row.supervisionDueOn < today'],
  ['the column of the clock', 'const where = { overdueAt: { lte: now } }'],
])('a second truth is found: %s', (_name, source) => {
  expect(comparisonsIn('a.ts', source)).toHaveLength(1)
})

it.each([
  'const { dueOn } = reply; show(dueOn)',
  'const overdue = clockOf(c, at) === "overdue"',
  'rows.sort((a, b) => b.overdue - a.overdue)',
])('and nothing else: %s', source => {
  expect(comparisonsIn('a.ts', source)).toEqual([])
})
