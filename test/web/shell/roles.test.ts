import { expect, test } from 'vitest'
import { STATUSES, type Status } from '../../../src/domain/cases/case.ts'
import { MOVES, OFFICER_MOVES, type OfficerMove } from '../../../src/domain/cases/moves.ts'
import { ROLES, type Role } from '../../../src/domain/office/roles.ts'
import { openedCase } from '../../helpers/cases.ts'
import { addEveryRole, signedIn, testSite, Visitor } from '../../helpers/site.ts'

/** Every role × every move × every status, by the forms of the desk: what the table forbids must not happen there. */

const FIELDS: Record<OfficerMove, Record<string, string>> = {
  accept: {},
  release: {},
  onBehalf: { act: 'supplement', text: '在小学门口', checked: '看了身份证' },
  decline: { reason: '不归本单位', redirect: '县供电公司' },
  assign: { to: 'construction' },
  object: { reason: '不归我们' },
  agreeObjection: {},
  refuseObjection: { reason: '职责清单里是你们' },
  draft: { text: '答复' },
  submit: {},
  approve: {},
  return: { reason: '改' },
  extend: { days: '3', reason: '等' },
  askResident: { text: '在哪里？' },
  setAside: { code: 'test' },
  askThirdParty: { text: '王庄村委会' },
  thirdPartyAnswered: { text: '同意公开' },
  refuseExtension: { reason: '不行' },
  merge: { into: '' },
  supervise: { instruction: '快办' },
  answerSupervision: { text: '办了' },
  nudge: {},
  reopen: { reason: '没修好' },
  close: {},
  publish: { openness: 'open', redactedText: '已修好', secrecyChecked: 'yes' },
  note: { text: '记一下' },
  undo: {},
}

test('every role, move and status at the desk: only what the table allows changes a case', async () => {
  const site = await testSite()
  const { ctx } = site
  const open = () => openedCase(ctx, { title: '路灯坏了', text: '路灯坏了。', channel: 'web' })
  const parent = await open()
  const visitors = new Map<Role, Visitor>()
  const { clerk } = await addEveryRole(ctx)
  for (const role of ROLES) {
    const visitor = await signedIn(site, role)
    // An admin's first page is another one.
    await visitor.get('/desk/account')
    visitors.set(role, visitor)
  }

  type How = 'plain' | 'held' | 'objected' | 'disclosure'
  const put = async (id: number, status: Status, how: How) => {
    await ctx.db.inTransaction(async tx => {
      await tx.case.update({
        where: { id },
        data: {
          status,
          departmentId: 'construction',
          officerId: clerk.id,
          extensionAskedAt: status === 'in_review' ? ctx.now() : null,
          objectedAt: how === 'objected' ? ctx.now() : null,
          ...(how === 'disclosure' && { kind: 'disclosure' }),
          objectionReason: null,
          heldAt: how === 'held' ? ctx.now() : null,
          supervisionDueOn: status === 'assigned' ? '2026-11-20' : null,
          version: { increment: 1 },
        },
      })
      await tx.reply.updateMany({ where: { caseId: id }, data: { status: 'discarded' } })
      if (!['in_review', 'assigned'].includes(status)) return
      await tx.reply.create({
        data: {
          caseId: id,
          text: '答复',
          status: status === 'in_review' ? 'submitted' : 'draft',
          draftedById: clerk.id,
          draftedAt: ctx.now(),
        },
      })
    })
    return ctx.db.read.case.findUniqueOrThrow({ where: { id } })
  }

  const done = new Set<string>()
  const wrong: string[] = []
  const rounds: [Status, How, readonly OfficerMove[]][] = [
    ...STATUSES.map((s): [Status, How, typeof OFFICER_MOVES] => [s, 'plain', OFFICER_MOVES]),
    ['received', 'held', OFFICER_MOVES],
    ['assigned', 'objected', OFFICER_MOVES],
    ['assigned', 'disclosure', ['askThirdParty', 'thirdPartyAnswered']],
  ]
  // Each role walks by itself, all at once, and each round has a case of its own: the page of a case that hundreds of moves
  // were made on takes long to read and write.
  const walk = async (role: Role) => {
    for (const [status, how, moves] of rounds) {
      const number = await open()
      const { id } = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
      let row = await put(id, status, how)
      for (const move of moves) {
        const events = await ctx.db.read.caseEvent.count({ where: { caseId: id } })
        const path = `/desk/cases/${number}/moves/${move}`
        const form = {
          version: String(row.version),
          ...FIELDS[move],
          ...(move === 'merge' && { into: parent }),
        }
        const answer = await visitors.get(role)!.post(path, form)
        const changed = (await ctx.db.read.caseEvent.count({ where: { caseId: id } })) !== events
        const rule = MOVES[move]
        const allowed = (rule.who as readonly string[]).includes(role) && rule.from.includes(status)
        const where = `${role} ${move} ${status}: ${answer.status}`
        if (changed !== (answer.status === 303)) wrong.push(`${where}, changed ${changed}`)
        if (changed && !allowed) wrong.push(`${where}, against the table`)
        if (!changed && ![403, 404, 409].includes(answer.status)) wrong.push(where)
        if (!(rule.who as readonly string[]).includes(role) && ![403, 404].includes(answer.status))
          wrong.push(where)
        if (changed) {
          done.add(move)
          // The same form once more: a double click without script, or the back button after sending.
          const now = await ctx.db.read.caseEvent.count({ where: { caseId: id } })
          const again = await visitors.get(role)!.post(path, form)
          const twice = (await ctx.db.read.caseEvent.count({ where: { caseId: id } })) !== now
          if (twice || ![303, 403, 404, 409, 412].includes(again.status)) {
            wrong.push(`${where}, sent again: ${again.status}, changed ${twice}`)
          }
          row = await put(id, status, how)
        }
      }
    }
  }
  await Promise.all(ROLES.map(walk))
  expect(wrong).toEqual([])
  // The walk means something: every move was really made by somebody.
  expect(OFFICER_MOVES.filter(move => !done.has(move))).toEqual([])
  await site.close()
}, 300_000)

/** Every page of the desk, with who may see it; everyone else is refused, and a stranger is sent to sign in. */
const ROUTES: [string, readonly Role[]][] = [
  ['/desk?view=all', ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor']],
  ['/desk/new', ['clerk', 'dispatcher']],
  ['/desk/conversations', ['dispatcher', 'manager', 'auditor']],
  ['/desk/blocks', ['dispatcher', 'manager', 'auditor']],
  ['/desk/items', ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'correspondent']],
  ['/desk/items/new', ['dispatcher', 'correspondent']],
  ['/desk/items/columns', ['dispatcher', 'reviewer', 'manager', 'auditor', 'correspondent', 'admin']],
  ['/desk/board', ['dispatcher', 'manager', 'auditor']],
  ['/desk/audit', ['auditor', 'admin']],
  ['/desk/canned', ['clerk', 'dispatcher', 'reviewer', 'manager']],
  ['/desk/samples', ['auditor', 'manager']],
  ['/desk/officers', ['admin']],
  ['/desk/settings', ['admin', 'manager']],
  ['/desk/account', ROLES],
  ['/desk/reminders', ROLES],
  ['/desk/account/second-factor', ROLES],
  ['/desk/officers/clerk/sessions', ['admin']],
  ['/desk/digests', ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin']],
  ['/desk/marks', ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor']],
  ['/desk/marks/bulletin', ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor']],
  ['/desk/visits', ['observer', 'auditor', 'manager', 'reviewer', 'dispatcher', 'clerk']],
  ['/desk/sample-results', ['observer', 'auditor', 'manager']],
]

test('every role and route: a page or a refusal; without a session the sign-in page', async () => {
  const site = await testSite()
  for (const [path] of ROUTES) {
    const { status, location } = await new Visitor(site.url).get(path)
    expect([path, status]).toEqual([path, 303])
    expect(location).toMatch(/^\/desk\/sign-in/)
  }
  await addEveryRole(site.ctx)
  for (const role of ROLES) {
    const visitor = await signedIn(site, role)
    for (const [path, who] of ROUTES) {
      const { status } = await visitor.get(path)
      const refused = path.startsWith('/desk?') ? 303 : 403
      expect([role, path, status]).toEqual([role, path, who.includes(role) ? 200 : refused])
    }
  }
  await site.close()
})
