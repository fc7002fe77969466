import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROLES, type Role } from '../../../src/domain/office/roles.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { moveItemAs } from '../../../src/usecases/publish/move-item.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { openApiDocument } from '../../../src/web/api/openapi.ts'
import { BLANKS } from '../../helpers/blanks.ts'
import { openedCase } from '../../helpers/cases.ts'
import { typed } from '../../helpers/context.ts'
import { draftItem, goPublic } from '../../helpers/publishing.ts'
import { getPaths } from '../../helpers/routes.ts'
import { addEveryRole, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'
import { liveToken } from '../../helpers/token.ts'

/** Every place where somebody fills in words, with words that nobody can see. */

let site: TestSite
const visitors = new Map<string, Visitor>()
const numbers: string[] = []
const items: string[] = []
let ids: Record<string, string>

beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  const officers = await addEveryRole(ctx)
  for (const role of ROLES) visitors.set(role, await signedIn(site, role))
  const by = (role: Role) => officers[role]
  const stages: [string, Role, Record<string, unknown>][] = [
    ['accept', 'dispatcher', {}],
    ['assign', 'dispatcher', { department: 'construction', officer: 'clerk' }],
    ['draft', 'clerk', { text: '明天修好。' }],
    ['submit', 'clerk', {}],
    ['approve', 'reviewer', {}],
  ]
  // A case at every stage, so that every form is on some page.
  for (let reached = 0; reached <= stages.length; reached++) {
    const number = await openedCase(ctx, { kind: 'disclosure', text: '申请公开征地批文。' })
    for (const [move, role, input] of stages.slice(0, reached)) {
      const more = move === 'draft' ? { outcome: 'granted' } : {}
      await moveCase(ctx, number, move as 'accept', { ...input, ...more } as never, by(role))
    }
    numbers.push(number)
  }
  const objected = numbers[2]!
  await moveCase(ctx, objected, 'supervise', { instruction: '快办' }, by('manager'))
  await moveCase(ctx, objected, 'extend', { days: 3, reason: '等材料' }, by('clerk'))
  await moveCase(ctx, objected, 'object', { reason: '不归我们' }, by('clerk'))
  const { messageId } = await receiveMessage(ctx, typed(ctx, 'o-1', '你好', { channel: 'wechat' }))
  const { contactId } = await ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })
  const drawn = await visitors.get('auditor')!.post('/desk/samples', {
    from: '2026-11-01',
    to: '2026-11-16',
    size: '3',
  })
  await visitors.get('manager')!.post('/desk/canned', { title: '收到', text: '收到了。', departmentId: '' })
  const item = await draftItem(ctx, by('dispatcher'))
  const inReview = await draftItem(ctx, by('dispatcher'))
  await moveItemAs(ctx, inReview, 'submit', {}, by('dispatcher'))
  const live = await draftItem(ctx, by('correspondent'), { columnId: 'notices' })
  await goPublic(ctx, live, [by('correspondent'), by('reviewer'), by('manager')])
  items.push(item, inReview, live)
  ids = { id: String(contactId), sample: drawn.location!.split('/').pop()! }
})
afterAll(() => site.close())

interface Form {
  role: string
  page: string
  action: string
  multipart: boolean
  fields: Record<string, string>
  words: { name: string; required: boolean }[]
}

const attribute = (tag: string, name: string) => new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1]

/** Forms of a page that change something, with their own values, and where words are typed. */
function formsIn(html: string, role: string, page: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].flatMap(([, head = '', body = '']) => {
    if (!/method="post"/i.test(head)) return []
    const fields: Record<string, string> = {}
    const words: Form['words'] = []
    for (const [tag] of body.matchAll(/<(?:input|textarea|select)\b[^>]*>/g)) {
      const name = attribute(tag, 'name')
      if (!name) continue
      const type = attribute(tag, 'type') ?? 'text'
      if (tag.startsWith('<textarea') || (tag.startsWith('<input') && type === 'text')) {
        words.push({ name, required: /\srequired\b/.test(tag) })
      } else if (tag.startsWith('<select')) {
        const options = body.slice(body.indexOf(tag)).split('</select>')[0]!
        fields[name] = [...options.matchAll(/<option[^>]*value="([^"]+)"/g)][0]?.[1] ?? ''
      } else if (type === 'radio') fields[name] ??= attribute(tag, 'value') ?? ''
      else if (type === 'checkbox') continue
      else fields[name] = attribute(tag, 'value') ?? { date: '2026-11-20', number: '3' }[type] ?? ''
    }
    const action = attribute(head, 'action') ?? page
    return [{ role, page, action, multipart: head.includes('multipart'), fields, words }]
  })
}

async function allForms(): Promise<Form[]> {
  const found = new Map<string, Form>()
  const paths = getPaths(site.ctx).filter(p => p.startsWith('/desk') && !/\.|live/.test(p))
  for (const [role, visitor] of visitors) {
    for (const path of paths) {
      const at = path.includes(':number')
        ? numbers.map(n => path.replace(':number', n))
        : path.includes(':item')
          ? items.map(n => path.replace(':item', n))
          : [path.replace('samples/:id', `samples/${ids['sample']}`).replace(':id', ids['id']!)]
      for (const page of at.filter(p => !p.includes(':'))) {
        const { status, text } = await visitor.get(page)
        if (status !== 200) continue
        for (const form of formsIn(text, role, page)) {
          const key = form.action.replace(/\d{4}-\d+-\d/, 'N') + form.words.map(w => w.name).join()
          if (form.words.length > 0 && !found.has(key)) found.set(key, form)
        }
      }
    }
  }
  return [...found.values()]
}

/** What is asked for is words; logins, codes, mailboxes and numbers have a form of their own. */
const SHAPED: readonly string[] = ['login', 'code', 'into', 'seed', 'mail', 'phone', 'q', 'query', 'token']

describe('a form of the desk', () => {
  it('that needs words takes no blank ones, and says which field it is about', async () => {
    const wrong: unknown[] = []
    const seen = new Set<string>()
    for (const form of await allForms()) {
      for (const { name } of form.words.filter(w => w.required && !SHAPED.includes(w.name))) {
        seen.add(`${form.action.replace(/\d{4}-\d+-\d/, 'N')} ${name}`)
        // Each form a third of them, in turn: domain/moves-text tries them all on every move.
        for (const blank of BLANKS.filter((_, i) => (i + seen.size) % 3 === 0)) {
          const visitor = visitors.get(form.role)!
          const filled = Object.fromEntries(form.words.map(w => [w.name, '写好了']))
          const { status, text } = await visitor.post(form.action, {
            ...filled,
            ...form.fields,
            [name]: blank,
            _csrf: visitor.csrf,
          })
          const told =
            text.includes(`${name}-problem`) || /不能为空|只有标点|写个|写上|要写|写明|请填|缺少/.test(text)
          if (status < 400 || status >= 500 || !told) wrong.push([form.action, name, blank, status])
        }
      }
    }
    expect(wrong).toEqual([])
    const kinds = [...seen].join('\n')
    for (const part of [
      'moves/draft text',
      'moves/note text',
      'moves/supervise',
      'canned title',
      'officers name',
      '/new text',
      'items/new title',
      'items/new body',
      'moves/amend change',
      'moves/return reason',
      'moves/withdraw reason',
    ])
      expect(kinds).toContain(part)
  })

  it('stores no blank for what may be left out', async () => {
    for (const form of await allForms()) {
      const optional = form.words.filter(w => !w.required && !SHAPED.includes(w.name))
      if (optional.length === 0) continue
      const visitor = visitors.get(form.role)!
      for (const blank of ['\u200b', '\u2800\u3164'])
        await visitor.post(form.action, {
          ...Object.fromEntries(form.words.map(w => [w.name, w.required ? '写好了' : blank])),
          ...form.fields,
          _csrf: visitor.csrf,
        })
    }
    const { read } = site.ctx.db
    const stored = JSON.stringify(
      await Promise.all([
        read.case.findMany({ select: { title: true, text: true, place: true, ratingText: true } }),
        read.caseEvent.findMany({ select: { data: true } }),
        read.reply.findMany(),
        read.cannedReply.findMany(),
        read.savedView.findMany(),
        read.sampleItem.findMany(),
        read.officer.findMany({ select: { name: true } }),
        read.typedDraft.findMany(),
        read.item.findMany(),
        read.itemVersion.findMany(),
        read.itemEvent.findMany(),
      ]),
    )
    expect(stored).not.toMatch(/[\u200b\u2800\u3164]/)
  })
})

describe('the API', () => {
  it('takes no blank for any words that it needs', async () => {
    const token = await liveToken(site.ctx, 'dispatcher')
    const document = openApiDocument() as unknown as {
      paths: Record<string, Record<string, { requestBody?: { content: Record<string, { schema: Shape }> } }>>
      components: { schemas: Record<string, Shape> }
    }
    const whole = (shape: Shape): Shape =>
      shape.$ref ? document.components.schemas[shape.$ref.split('/').pop()!]! : shape
    const wrong: unknown[] = []
    let tried = 0
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const [method, { requestBody }] of Object.entries(methods)) {
        const given = requestBody?.content['application/json']?.schema
        if (!given) continue
        for (const shape of [whole(given)].flatMap(s => (s.oneOf ?? [s]).map(whole))) {
          const properties = Object.entries(shape.properties ?? {})
          const good = Object.fromEntries(
            properties
              .filter(([name]) => shape.required?.includes(name))
              .map(([name, p]) => [name, sampleOf(p)] as const),
          )
          const words = properties.filter(([, p]) => p.type === 'string' && p.minLength === 1 && !p.enum)
          for (const [name] of words) {
            for (const blank of BLANKS) {
              tried++
              const answer = await fetch(`${site.url}/api/v1${path.replace('{number}', numbers[2]!)}`, {
                method,
                headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
                body: JSON.stringify({ ...good, [name]: blank }),
              })
              const { errors = [] } = (await answer.json()) as { errors?: { path: string }[] }
              if (answer.status !== 422 || !errors.some(e => e.path === name))
                wrong.push([path, good['move'], name, blank, answer.status])
            }
          }
        }
      }
    }
    expect(wrong).toEqual([])
    expect(tried).toBeGreaterThan(20 * BLANKS.length)
  })
})

interface Shape {
  $ref?: string
  oneOf?: Shape[]
  type?: string
  const?: unknown
  enum?: unknown[]
  minLength?: number
  properties?: Record<string, Shape>
  required?: string[]
}
const sampleOf = (p: Shape): unknown =>
  p.const ?? p.enum?.[0] ?? (p.type === 'string' ? '写好了' : p.type === 'integer' ? 3 : true)

describe('a dialogue', () => {
  it('asks again when it is answered with nothing', async () => {
    const { ctx } = site
    let reply = await receiveMessage(ctx, typed(ctx, 'blank-1', '我要投诉'))
    for (const blank of BLANKS.filter(b => !/[。！]/.test(b))) {
      const answer = await receiveMessage(ctx, typed(ctx, 'blank-1', blank))
      const words = answer.replies.map(r => r.text).join('\n')
      expect([blank, words.length > 0]).toEqual([blank, true])
      reply = answer
    }
    expect(reply.replies.length).toBeGreaterThan(0)
    const before = await ctx.db.read.case.count()
    // Still at the question it asked: what is said now is the matter.
    await receiveMessage(ctx, typed(ctx, 'blank-1', '东山村村口的路灯坏了半个月，晚上看不见路'))
    const session = await ctx.db.read.session.findFirstOrThrow({
      where: { contact: { lastInboundAt: { not: null } }, flowId: 'complaint' },
    })
    expect(session.flowId).toBe('complaint')
    expect(await ctx.db.read.case.count()).toBe(before)
  })

  it('is not begun on the web by a message of nothing', async () => {
    for (const blank of BLANKS.filter(b => !/[。！]/.test(b))) {
      const answer = await fetch(`${site.url}/channels/web/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ text: blank }),
      })
      expect([blank, answer.status]).toEqual([blank, 422])
    }
  })
})

it('a resident’s own page takes no blank either', async () => {
  const number = numbers[5]!
  const code = site.ctx.secrets.trackingCode(number)
  const before = await site.ctx.db.read.caseEvent.count()
  for (const blank of BLANKS) {
    for (const [move, field] of [
      ['supplement', 'text'],
      ['reopen', 'reason'],
    ] as const) {
      const visitor = new Visitor(site.url)
      await visitor.post('/c', { number, k: code })
      const { status } = await visitor.post(`/c/${number}/${move}`, { [field]: blank })
      expect([move, blank, status]).toEqual([move, blank, 422])
    }
  }
  expect(await site.ctx.db.read.caseEvent.count()).toBe(before)
})
