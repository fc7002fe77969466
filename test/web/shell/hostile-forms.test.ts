import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OFFICER_MOVES } from '../../../src/domain/cases/moves.ts'
import { RESIDENT_ACTS } from '../../../src/domain/cases/resident-acts.ts'
import type { Role } from '../../../src/domain/office/roles.ts'
import { ITEM_MOVE_NAMES } from '../../../src/domain/publish/moves.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { deskRouter } from '../../../src/web/desk.ts'
import { isOfficerItemMove } from '../../../src/web/publish/item-moves.ts'
import { residentRouter } from '../../../src/web/site.ts'
import { openedCase } from '../../helpers/cases.ts'
import { typed } from '../../helpers/context.ts'
import { draftItem, goPublic } from '../../helpers/publishing.ts'
import { addEveryRole, addOfficer, signedIn, type TestSite, testSite, Visitor } from '../../helpers/site.ts'

/** Every form of the site with bad input. The routers say what there is; a form that is missing here fails. */

const EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
const UNESCAPED = /<script>alert|<img src=x/
/** Larger than any database's whole number, and than JavaScript's. */
const HUGE = ['99999999999', '99999999999999999999']

type Ids = Record<'number' | 'item' | 'contact' | 'message' | 'sample' | 'canned' | 'code' | 'visit', string>
interface Form {
  /** Who may send it, so that the form is refused for what it holds and not for who sends it. */
  as: Role | 'stranger'
  path: (ids: Ids) => string
  /** Without this the handler stops before it reads the rest. */
  choose?: Record<string, string>
}
const of = (as: Form['as'], path: Form['path'] | string, choose?: Record<string, string>): Form => ({
  as,
  path: typeof path === 'string' ? () => path : path,
  ...(choose && { choose }),
})
const ofCase = (as: Role, rest: string) => of(as, ids => `/desk/cases/${ids.number}/${rest}`)

/** Forms before anybody is signed in rest on the Origin alone; everything else carries the session's token. */
const DOORS: Record<string, Form> = {
  '/sign-in': of('stranger', '/desk/sign-in'),
  '/sign-in/code': of('stranger', '/desk/sign-in/code'),
  '/confirm-mail': of('stranger', '/desk/confirm-mail'),
  '/confirm-mail/open': of('stranger', '/desk/confirm-mail/open'),
  '/set-up/open': of('stranger', '/desk/set-up/open'),
  '/set-up': of('stranger', '/desk/set-up'),
}

const DESK: Record<string, Form> = {
  '/sign-out': of('reviewer', '/desk/sign-out'),
  '/bulk': of('dispatcher', '/desk/bulk', { move: 'assign' }),
  '/saved-views': of('dispatcher', '/desk/saved-views', { query: 'view=open' }),
  '/saved-views/:id/remove': of('dispatcher', '/desk/saved-views/1/remove'),
  '/reminders/read': of('dispatcher', '/desk/reminders/read'),
  '/cases/:number/keep': ofCase('clerk', 'keep'),
  '/cases/:number/resume': ofCase('clerk', 'resume'),
  '/cases/:number/reveal': ofCase('dispatcher', 'reveal'),
  '/cases/:number/preview': ofCase('dispatcher', 'preview'),
  '/cases/:number/insert': ofCase('clerk', 'insert'),
  '/cases/:number/moves/:move': ofCase('dispatcher', 'moves/note'),
  '/cases/:number/assist': ofCase('clerk', 'assist'),
  '/cases/:number/receipt': ofCase('dispatcher', 'receipt'),
  '/cases/:number/codes/:id/revoke': ofCase('dispatcher', 'codes/99/revoke'),
  '/cases/:number/hold': ofCase('manager', 'hold'),
  '/cases/:number/release': ofCase('manager', 'release'),
  '/canned': of('manager', '/desk/canned'),
  '/canned/:id': of('manager', ids => `/desk/canned/${ids.canned}`),
  '/canned/:id/remove': of('manager', '/desk/canned/99/remove'),
  '/conversations/:id/messages/:message/case': of(
    'dispatcher',
    ids => `/desk/conversations/${ids.contact}/messages/${ids.message}/case`,
    { kind: 'complaint' },
  ),
  '/conversations/:id/block': of('manager', ids => `/desk/conversations/${ids.contact}/block`, { days: '7' }),
  '/blocks/:id/lift': of('manager', '/desk/blocks/99/lift'),
  '/blocks/:id/uphold': of('auditor', '/desk/blocks/99/uphold'),
  '/samples': of('auditor', '/desk/samples', { from: '2026-11-01', to: '2026-11-16', size: '1' }),
  '/samples/:id/again': of('auditor', ids => `/desk/samples/${ids.sample}/again`),
  '/samples/:id/:ordinal': of('auditor', ids => `/desk/samples/${ids.sample}/1`, { verdict: 'bad' }),
  '/visits': of('observer', '/desk/visits', {
    kind: 'visit',
    visitedOn: '2026-11-15',
    departmentId: 'construction',
    areaId: 'xihe',
    verdict: 'bad',
  }),
  '/visits/:id/:move': of('clerk', ids => `/desk/visits/${ids.visit}/answer`),
  '/marks/:id/lift': of('manager', '/desk/marks/1/lift'),
  '/new/suggest': of('dispatcher', '/desk/new/suggest'),
  '/new/resume': of('dispatcher', '/desk/new/resume', { keptMove: 'new' }),
  '/new': of('dispatcher', '/desk/new', { kind: 'complaint', channel: 'phone' }),
  '/officers': of('admin', '/desk/officers', { role: 'clerk' }),
  '/officers/:login/sessions/:which/end': of('admin', '/desk/officers/target/sessions/all/end'),
  '/officers/:login/:action': of('admin', '/desk/officers/target/token'),
  '/settings/reload': of('admin', '/desk/settings/reload'),
  '/settings/notices/:code/clear': of('admin', '/desk/settings/notices/none/clear'),
  '/wordings/:id/:status': of('dispatcher', '/desk/wordings/1/accepted'),
  '/first-messages/decide': of('manager', '/desk/first-messages/decide', { meaning: 'question' }),
  '/replies/:id/confirm': of('manager', '/desk/replies/1/confirm'),
  '/replies/:id/draft': of('manager', '/desk/replies/1/draft'),
  '/replies/:id/guide': of('manager', '/desk/replies/1/guide', { guideId: 'low-income' }),
  '/replies/:id/retire': of('manager', '/desk/replies/1/retire', { reason: '不再有效' }),
  '/items/new': of('dispatcher', '/desk/items/new', { columnId: 'news' }),
  '/items/new/preview': of('dispatcher', '/desk/items/new/preview'),
  '/items/:item/edit': of('dispatcher', ids => `/desk/items/${ids.item}/edit`, { columnId: 'news' }),
  '/items/:item/edit/preview': of('dispatcher', ids => `/desk/items/${ids.item}/edit/preview`),
  '/items/:item/moves/:move': of('dispatcher', ids => `/desk/items/${ids.item}/moves/return`),
  '/items/:item/treat': of('dispatcher', ids => `/desk/items/${ids.item}/treat`),
  '/qr': of('admin', '/desk/qr', { area: 'dongshan' }),
  '/account/password': of('manager', '/desk/account/password'),
  '/account/sessions/:ref/revoke': of('manager', '/desk/account/sessions/none/revoke'),
  '/account/tokens/:id/confirm': of('manager', '/desk/account/tokens/1/confirm'),
  '/account/tokens/:id/revoke': of('manager', '/desk/account/tokens/1/revoke'),
  '/account/ways': of('manager', '/desk/account/ways'),
  '/account/mailbox': of('manager', '/desk/account/mailbox'),
  '/account/chat-code': of('manager', '/desk/account/chat-code'),
  '/account/ways/:way/remove': of('manager', '/desk/account/ways/mail/remove'),
  '/account/second-factor/begin': of('manager', '/desk/account/second-factor/begin'),
  '/account/second-factor/confirm': of('manager', '/desk/account/second-factor/confirm'),
  '/account/second-factor/codes': of('manager', '/desk/account/second-factor/codes'),
  '/account/second-factor/off': of('manager', '/desk/account/second-factor/off'),
}

const MOVES: Record<string, Form> = Object.fromEntries(
  OFFICER_MOVES.map(move => [`move ${move}`, ofCase('dispatcher', `moves/${move}`)]),
)

const ITEM_MOVES: Record<string, Form> = Object.fromEntries(
  ITEM_MOVE_NAMES.filter(isOfficerItemMove).map(move => [
    `item ${move}`,
    of('dispatcher', ids => `/desk/items/${ids.item}/moves/${move}`),
  ]),
)

const RESIDENT: Record<string, Form> = {
  '/c': of('stranger', '/c'),
  '/c/:number/:move': of('stranger', ids => `/c/${ids.number}/rate`),
  '/open/item/:number/comments': of('stranger', '/open/item/2026-00001/comments', { kind: 'inquiry' }),
  '/c/:number/read': of('stranger', ids => `/c/${ids.number}/read`),
  '/public/replies/:id/vote': of('stranger', '/public/replies/1/vote', { useful: 'yes' }),
}
const OWN: Record<string, Form> = Object.fromEntries(
  RESIDENT_ACTS.map(move => [`own ${move}`, of('stranger', ids => `/c/${ids.number}/${move}`)]),
)

/** Every name that any form has: what a handler does not know, it must not stumble over. */
const FIELDS =
  `text title reason redirect to outcome applicant days into instruction openness redactedText secrecyChecked
  move number back name query upTo insert keptMove kept.text departmentId kind area category place phone anonymous channel
  submission seed size from until verdict finding login role window current password again code challenge token next mail
  mode-mail daysOff score comment k proof scope days act rating checked
  kept-move kept-text columnId areaId body legalReason namesReason endsOn consultation drop confirmed publishAt change because
  result comment treatment publicFinding publicAnswer visitedOn`.split(/\s+/)
const filled = (value: string, choose: Record<string, string> = {}) => ({
  ...Object.fromEntries(FIELDS.map(name => [name, value])),
  version: '1',
  ...choose,
})

let site: TestSite
let ids: Ids
const visitors = new Map<string, Visitor>()
beforeAll(async () => {
  site = await testSite()
  const { ctx } = site
  await addOfficer(ctx, 'target', 'clerk')
  const officers = await addEveryRole(ctx)
  const { dispatcher } = officers
  await goPublic(ctx, await draftItem(ctx, dispatcher), [dispatcher, officers.reviewer, officers.manager])
  const number = await openedCase(ctx, { title: '路灯坏了', text: '路灯坏了。' })
  const lin = await visitorOf('dispatcher')
  await lin.move(number, 'accept')
  await lin.move(number, 'assign', { to: 'construction' })
  const { messageId } = await receiveMessage(ctx, typed(ctx, 'o-1', '你好', { channel: 'wechat' }))
  const { contactId } = await ctx.db.read.message.findUniqueOrThrow({ where: { id: messageId } })
  const auditor = await visitorOf('auditor')
  const drawn = await auditor.post('/desk/samples', { from: '2026-11-01', to: '2026-11-16', size: '1' })
  const visit = await auditor.post('/desk/visits', {
    kind: 'visit',
    visitedOn: '2026-11-15',
    departmentId: 'construction',
    title: '窗口没人',
    finding: '等了四十分钟',
    verdict: 'bad',
  })
  const manager = await visitorOf('manager')
  await manager.post('/desk/canned', { title: '收到', text: '收到了。', departmentId: '' })
  const canned = await ctx.db.read.cannedReply.findFirstOrThrow()
  ids = {
    number,
    item: await draftItem(ctx, dispatcher),
    contact: String(contactId),
    message: String(messageId),
    sample: drawn.location!.split('/').pop()!,
    canned: String(canned.id),
    visit: visit.location!.split('?')[0]!.split('/').pop()!,
    code: ctx.secrets.trackingCode(number),
  }
})
afterAll(() => site.close())

/** A browser of this role with the token of a page; signed in anew when a form before has ended its session. */
async function visitorOf(as: Form['as']): Promise<Visitor> {
  if (as === 'stranger') return new Visitor(site.url)
  const known = visitors.get(as)
  if (known && (await known.get('/desk/account')).status === 200) return known
  const visitor = await signedIn(site, as)
  await visitor.get('/desk/account')
  visitors.set(as, visitor)
  return visitor
}

interface Layer {
  route?: { path: string | string[]; methods?: Record<string, boolean>; stack: { method?: string }[] }
  handle?: { stack?: Layer[] }
}
const postPaths = (layers: Layer[]): string[] =>
  layers.flatMap(({ route, handle }) =>
    route
      ? route.stack.some(l => l.method === 'post')
        ? [route.path].flat()
        : []
      : postPaths(handle?.stack ?? []),
  )
const stackOf = (router: unknown) => (router as { stack: Layer[] }).stack

test('the tables here name every form there is', () => {
  expect(Object.keys({ ...DOORS, ...DESK }).sort()).toEqual(postPaths(stackOf(deskRouter(site.ctx))).sort())
  expect(postPaths(stackOf(residentRouter(site.ctx))).sort()).toEqual([
    '/',
    '/:number/:move',
    '/:number/read',
    '/item/:number/comments',
    '/public/replies/:id/vote',
  ])
})

const all = Object.entries({ ...DOORS, ...DESK, ...MOVES, ...ITEM_MOVES, ...RESIDENT, ...OWN })
const withToken = Object.entries({ ...DESK, ...MOVES, ...ITEM_MOVES })
const chinese = /[\u4e00-\u9fff]/

describe('refused in words', () => {
  test('without the session’s token, with another’s, or from another site', async () => {
    const wrong: unknown[] = []
    for (const [name, form] of withToken) {
      const visitor = await visitorOf(form.as)
      const other = await visitorOf(form.as === 'admin' ? 'auditor' : 'admin')
      const before = await countRows()
      const path = form.path(ids)
      const fields = filled('x', form.choose)
      const good = visitor.csrf
      for (const [what, token, headers] of [
        ['no token', '', {}],
        ['another’s token', other.csrf, {}],
        ['another site', good, { origin: 'https://evil.example' }],
      ] as const) {
        const { status } = await visitor.post(path, { ...fields, _csrf: token }, { ...headers })
        if (status !== 403) wrong.push([name, what, status])
      }
      const after = await countRows()
      if (after !== before) wrong.push([name, 'changed something'])
    }
    for (const [name, form] of Object.entries(DOORS)) {
      const { status } = await new Visitor(site.url).post(form.path(ids), filled('x'), {
        origin: 'https://evil.example',
      })
      if (status !== 403) wrong.push([name, 'another site', status])
    }
    expect(wrong).toEqual([])
  })

  test('with a megabyte in one field', async () => {
    const wrong: unknown[] = []
    for (const [name, form] of all) {
      const visitor = await visitorOf(form.as)
      const { status, text } = await visitor.post(form.path(ids), {
        version: '1',
        ...form.choose,
        text: '长'.repeat(120_000),
      })
      if (status !== 413 || !text.includes('太大')) wrong.push([name, status])
    }
    expect(wrong).toEqual([])
  })

  test('with a megabyte in the one form that carries files, and the words do not blame the photos', async () => {
    const visitor = await visitorOf('clerk')
    const body = new FormData()
    for (const [name, value] of Object.entries({
      _csrf: visitor.csrf,
      version: '1',
      text: '长'.repeat(350_000),
    }))
      body.append(name, value)
    const answer = await fetch(`${site.url}/desk/cases/${ids.number}/moves/draft`, {
      method: 'POST',
      body,
      headers: { origin: site.url, cookie: [...visitor.cookies].map(([n, v]) => `${n}=${v}`).join('; ') },
    })
    expect(answer.status).toBe(413)
    const text = await answer.text()
    expect(text).toContain('太')
    expect(text).not.toContain('照片')
  })

  test('with every field missing: said what is wrong, or nothing to say', async () => {
    const wrong: unknown[] = []
    for (const [name, form] of all) {
      const visitor = await visitorOf(form.as)
      const { status, text } = await visitor.post(form.path(ids), {})
      // A server without a loader of content says so: 503.
      if (status !== 303 && status !== 200 && status !== 503 && !(status >= 400 && status < 500))
        wrong.push([name, status])
      if (status >= 400 && !chinese.test(text)) wrong.push([name, status, text.slice(0, 80)])
    }
    expect(wrong).toEqual([])
  })
})

test('a script in every field comes back as text, at once and on the page after it', async () => {
  const wrong: unknown[] = []
  for (const [name, form] of all) {
    for (const choose of [form.choose, { ...form.choose, version: EVIL, _csrf: '' }]) {
      const visitor = await visitorOf(form.as)
      // A form with a wrong version stops early; one with a right one goes as far as it can.
      const fields = filled(EVIL, { ...choose, _csrf: visitor.csrf })
      let page = await visitor.post(form.path(ids), fields)
      const first = page.status
      for (let hops = 0; page.location && hops < 3; hops++) page = await visitor.get(page.location)
      if (first >= 500 && first !== 503) wrong.push([name, first])
      if (page.status >= 500 && page.status !== 503) wrong.push([name, 'then', page.status])
      if (UNESCAPED.test(page.text)) wrong.push([name, 'unescaped'])
    }
  }
  expect(wrong).toEqual([])
})

test('ids and versions beyond every database’s numbers are unknown, not a defect', async () => {
  const wrong: unknown[] = []
  const look = async (visitor: Visitor, path: string, get = false) => {
    for (const id of HUGE) {
      const at = path.replaceAll('ID', id)
      const { status } = await (get
        ? visitor.get(at)
        : visitor.post(at, { version: id, upTo: id, drop: id, text: 'x', title: 'x', departmentId: '' }))
      if (status >= 500) wrong.push([at, status])
    }
  }
  const posts: [Role, string][] = [
    ['manager', '/desk/canned/ID'],
    ['manager', '/desk/canned/ID/remove'],
    ['dispatcher', '/desk/saved-views/ID/remove'],
    ['manager', '/desk/account/tokens/ID/revoke'],
    ['dispatcher', '/desk/wordings/ID/accepted'],
    ['dispatcher', '/desk/reminders/read'],
    ['dispatcher', `/desk/conversations/ID/messages/ID/case`],
    ['auditor', '/desk/samples/ID/again'],
    ['auditor', `/desk/samples/${ids.sample}/ID`],
    ['clerk', `/desk/cases/${ids.number}/keep`],
    ['clerk', `/desk/cases/${ids.number}/moves/draft`],
    ['clerk', `/desk/cases/${ids.number}/moves/note`],
    ['dispatcher', `/desk/items/${ids.item}/edit`],
    ['dispatcher', `/desk/items/${ids.item}/moves/return`],
    ['dispatcher', '/desk/items/ID/edit'],
    ['dispatcher', '/desk/items/ID/moves/submit'],
    ['dispatcher', '/desk/items/ID/treat'],
  ]
  for (const [as, path] of posts) await look(await visitorOf(as), path)
  const gets: [Role, string][] = [
    ['dispatcher', '/desk/items?before=ID'],
    ['dispatcher', `/desk/items/${ids.item}?comments=ID`],
    ['dispatcher', `/desk/items/${ids.item}/versions/ID`],
    ['dispatcher', `/desk/items/${ids.item}/files/ID`],
    ['dispatcher', '/desk/items/2026-ID'],
    ['dispatcher', '/desk/attachments/ID'],
    ['dispatcher', '/desk/conversations/ID'],
    ['dispatcher', `/desk/conversations/${ids.contact}?before=ID`],
    ['dispatcher', '/desk/conversations?cursor=ID-ID'],
    ['dispatcher', '/desk/reminders?before=ID'],
    ['auditor', '/desk/audit?before=ID'],
    ['auditor', '/desk/samples/ID'],
    ['auditor', '/desk/samples/ID.csv'],
    ['auditor', '/desk/samples/ID.xlsx'],
    ['manager', '/desk/annual/ID'],
    ['manager', '/desk/annual/ID/report'],
    ['manager', '/desk/annual/2026/applications?row=ID'],
    ['manager', '/desk/items/counts/list?what=published&key=ID&after=ID'],
    ['manager', '/desk/first-messages?before=ID'],
    ['manager', '/desk/first-messages/missed?before=ID'],
    ['manager', '/desk/first-messages/ID/new-guide'],
    ['manager', '/desk/digests/ID'],
    ['manager', `/desk/assessment/ID`],
    ['dispatcher', `/c/${ids.number}/attachments/ID`],
    ['dispatcher', '/public/replies?before=ID'],
    ['dispatcher', '/channels/web/attachments/ID'],
    ['dispatcher', '/public/replies?before=ID'],
    ['dispatcher', '/channels/web/messages?after=ID'],
    ['dispatcher', '/chat?before=ID'],
    ['dispatcher', '/chat/log?after=ID'],
    ['dispatcher', `/desk?view=open&cursor=${Buffer.from(`[${HUGE[1]},${HUGE[0]}]`).toString('base64url')}`],
    ['dispatcher', `/desk?view=all&cursor=${Buffer.from(`[1e300,1e300]`).toString('base64url')}`],
    ['dispatcher', `/desk?view=all&cursor=${Buffer.from(`[0.5,0.5]`).toString('base64url')}`],
  ]
  for (const [as, path] of gets) await look(await visitorOf(as), path, true)
  expect(wrong).toEqual([])
})

/** How much there is of everything that a form can bring about. */
async function countRows(): Promise<string> {
  const { read } = site.ctx.db
  return JSON.stringify(
    await Promise.all([
      read.case.count(),
      read.caseEvent.count(),
      read.officer.count(),
      read.cannedReply.count(),
      read.savedView.count(),
      read.sample.count(),
      read.apiToken.count(),
      read.typedDraft.count(),
    ]),
  )
}
