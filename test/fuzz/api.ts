import fc from 'fast-check'
import { ERRORS } from '../../src/domain/base/errors.ts'
import { OFFICER_MOVES } from '../../src/domain/cases/moves.ts'
import { OPERATIONS } from '../../src/web/api/operations.ts'
import { openedCase } from '../helpers/cases.ts'
import { addEveryRole, testSite } from '../helpers/site.ts'
import { liveToken } from '../helpers/token.ts'
import type { FuzzTarget } from './target.ts'
import { anyText, wellFormed } from './texts.ts'

const FIELDS = [
  'kind',
  'title',
  'text',
  'area',
  'category',
  'place',
  'channel',
  'resident',
  'anonymous',
  'move',
  'reason',
  'days',
  'department',
  'officer',
  'redirect',
  'into',
  'instruction',
  'openness',
  'redactedText',
  'name',
  'phone',
  '__proto__',
  'constructor',
]
const GOOD = [
  'complaint',
  'inquiry',
  'phone',
  'visit',
  'construction',
  'dongshan',
  'public',
  ...OFFICER_MOVES,
]

const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...GOOD) },
  { weight: 4, arbitrary: anyText },
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
)
const body: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 }) },
  { weight: 1, arbitrary: fc.jsonValue() },
)
const request = fc.record({
  op: fc.nat(OPERATIONS.length - 1),
  role: fc.constantFrom('clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'),
  param: fc.oneof(fc.constantFrom('2026-00001-1', '2026-W46', '1'), anyText),
  query: fc.dictionary(
    fc.constantFrom('status', 'kind', 'department', 'area', 'assignee', 'overdue', 'q', 'limit', 'cursor'),
    anyText,
    { maxKeys: 4 },
  ),
  body,
  etag: fc.option(
    anyText.filter(text => /^[\x20-\x7e]*$/.test(text)),
    { nil: undefined },
  ),
})
type Request = typeof request extends fc.Arbitrary<infer R> ? R : never

/** The JSON API with bodies, queries and parameters of every sort, in the name of each role. */
export const api: FuzzTarget = {
  name: 'api',
  holds: 'answers every request in its own words, and never with an error of its own',
  tries: 60,
  async open() {
    const site = await testSite({})
    await addEveryRole(site.ctx)
    await openedCase(site.ctx)
    const tokens = new Map<string, string>()
    for (const role of ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'])
      tokens.set(role, await liveToken(site.ctx, role))
    return {
      property: fc.asyncProperty(request, async (asked: Request) => {
        const op = OPERATIONS[asked.op]!
        const path = op.path.replace(/:\w+|\{\w+\}/g, () => encodeURIComponent(wellFormed(asked.param)))
        const query = new URLSearchParams(Object.entries(asked.query).map(([k, v]) => [k, wellFormed(v)]))
        const response = await fetch(`${site.url}/api/v1${path}?${query}`, {
          method: op.method.toUpperCase(),
          headers: {
            authorization: `Bearer ${tokens.get(asked.role)}`,
            'content-type': 'application/json',
            ...(asked.etag !== undefined && { 'if-match': asked.etag }),
          },
          ...(op.method !== 'get' && { body: JSON.stringify(asked.body) }),
        })
        const text = await response.text()
        site.ctx.clock.advance(2)
        if (response.status >= 500)
          throw new Error(`${op.method} ${path}: ${response.status} ${text.slice(0, 300)}`)
        // 431: Node itself refuses an address that is too long, before the service sees it.
        if (response.status < 400 || [404, 431].includes(response.status)) return
        const problem = JSON.parse(text) as { code?: string; detail?: string }
        if (!problem.code || !(problem.code in ERRORS) || !problem.detail)
          throw new Error(`${op.method} ${path}: a refusal without its words: ${text.slice(0, 300)}`)
      }) as fc.IAsyncProperty<[unknown]>,
      close: () => site.close(),
    }
  },
}
