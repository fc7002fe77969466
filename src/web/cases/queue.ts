import express, { type Router } from 'express'
import { h } from 'preact'
import { render } from 'preact-render-to-string'
import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { parseCaseNumber } from '../../domain/base/text/case-number.ts'
import { hasVisibleText } from '../../domain/base/text/visible-text.ts'
import { hasMove } from '../../domain/cases/moves.ts'
import { SET_ASIDE_CODES, type SetAsideCode } from '../../domain/cases/set-aside.ts'
import { VIEWS, type ViewName } from '../../domain/cases/views.ts'
import type { Role } from '../../domain/office/roles.ts'
import { may } from '../../domain/people/policy.ts'
import type { Context } from '../../usecases/base/context.ts'
import {
  BULK_MAX,
  BULK_MOVES,
  type BulkMove,
  bulkMove,
  chosenCases,
} from '../../usecases/cases/moving/bulk-move.ts'
import { countViews, listCases, listFilter } from '../../usecases/cases/shown/list-cases.ts'
import { removeView, savedViews, saveView } from '../../usecases/cases/shown/saved-views.ts'
import { viewCase } from '../../usecases/cases/shown/view-case.ts'
import { casesTable } from '../../usecases/numbers/export-cases.ts'
import { assignableOfficers } from '../../usecases/people/officers.ts'
import { sendCsv } from '../shell/csv.ts'
import { deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, filledQuery, listOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { sendWorkbook } from '../shell/workbook.ts'
import { BulkResultPage, BulkSetAsidePage } from './bulk.page.tsx'
import { QueuePage, queueUrl, Views } from './queue.page.tsx'

/** The first view of each role. */
const FIRST_VIEW: Record<Role, ViewName> = {
  clerk: 'mine',
  dispatcher: 'received',
  reviewer: 'review',
  manager: 'open',
  auditor: 'all',
  correspondent: 'all',
  observer: 'all',
  admin: 'all',
}

/** Where those begin who see no cases. */
const HOME: Partial<Record<Role, string>> = {
  admin: '/desk/officers',
  correspondent: '/desk/items',
  observer: '/desk/visits',
}

/** The longest note that `setAside` accepts. */
const MOST_NOTE = 500
const isSetAsideCode = (code: string): code is SetAsideCode => Object.hasOwn(SET_ASIDE_CODES, code)

function bulkInput(
  move: BulkMove,
  typed: { department: string; login: string | undefined; code: string; note: string },
) {
  if (move === 'assign') return { department: typed.department, ...(typed.login && { officer: typed.login }) }
  if (move === 'setAside')
    return { code: typed.code, ...(hasVisibleText(typed.note) && { note: typed.note }) }
  return {}
}

const isBulkMove = (name: string): name is BulkMove => (BULK_MOVES as readonly string[]).includes(name)
const isView = (name: string): name is ViewName => Object.hasOwn(VIEWS, name)

export function queueRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/', async (req, res) => {
    const officer = officerOf(req)
    if (!may(officer, 'seeCases')) return res.redirect(303, HOME[officer.role] ?? '/desk/reminders')
    const query = filledQuery(req)
    const { done: _done, ...filter } = query
    const view = isView(filter['view'] ?? '') ? (filter['view'] as ViewName) : FIRST_VIEW[officer.role]
    const number = filter['q'] ? parseCaseNumber(filter['q']) : null
    if (number && (await seen(number))) return res.redirect(303, `/desk/cases/${number}`)

    const parsed = listFilter.safeParse({ ...filter, view, limit: view === 'held' ? BULK_MAX : 30 })
    // An invalid filter is dropped by redirecting to the URL without it.
    if (!parsed.success) {
      const wrong = parsed.error.issues.map(i => String(i.path[0]))
      return res.redirect(
        303,
        queueUrl(filter, { view, ...Object.fromEntries(wrong.map(name => [name, null])) }),
      )
    }
    const [counts, saved, officers, page] = await Promise.all([
      countViews(ctx, officer),
      savedViews(ctx, officer),
      assignableOfficers(ctx),
      listCases(ctx, parsed.data, officer).catch(error => {
        if (error instanceof Refusal && error.code === 'malformed') return null
        throw error
      }),
    ])
    if (!page) return res.redirect(303, queueUrl(filter, { view }))
    const { office, former, calendar } = ctx.content()
    sendPage(
      res,
      h(QueuePage, {
        desk: deskOf(ctx, req),
        office,
        former,
        calendar,
        now: ctx.now(),
        view,
        filter: { ...filter, view },
        counts,
        saved,
        officers,
        ...page,
        notice: doneOf(req),
      }),
    )

    async function seen(number: string): Promise<boolean> {
      return viewCase(ctx, number, officer).then(
        () => true,
        () => false,
      )
    }
  })

  /** The whole list as a file. */
  router.get(['/list.csv', '/list.xlsx'], async (req, res) => {
    const officer = officerOf(req)
    const { done: _done, cursor: _cursor, ...filter } = filledQuery(req)
    const parsed = listFilter.safeParse(filter)
    if (!parsed.success) throw new Refusal('malformed', '网址里的条件不对，请从队列页重新选。')
    const { view } = parsed.data
    const name = `${view ?? 'all'}-${shanghaiDate(ctx.now())}`
    const table = casesTable(ctx, parsed.data, officer)
    if (req.path.endsWith('.csv')) await sendCsv(res, name, table)
    else await sendWorkbook(res, name, [table], VIEWS[view ?? 'all'].name)
  })

  /** The same move on the ticked cases; one refusal does not stop the others, and each has its result. */
  router.post('/bulk', async (req, res) => {
    const officer = officerOf(req)
    const move = fieldOf(req, 'move')
    if (!isBulkMove(move)) throw new Refusal('malformed', '请选要做什么。')
    const [department = '', login] = fieldOf(req, 'to').split('/')
    const query = fieldOf(req, 'back').slice(0, 1000)
    const back = queueUrl(Object.fromEntries(new URLSearchParams(query)), {})
    const numbers = [...new Set(listOf(req, 'number'))]
    if (move === 'setAside' && numbers.length > 0 && numbers.length <= BULK_MAX && hasMove(officer, move)) {
      // It ends the work on a case, so it asks for confirmation.
      const sure = fieldOf(req, 'sure') === 'yes'
      const code = fieldOf(req, 'code')
      const note = fieldOf(req, 'note')
      if (!sure || !isSetAsideCode(code) || [...note].length > MOST_NOTE) {
        const cases = await chosenCases(ctx, numbers, officer)
        const problem = sure
          ? isSetAsideCode(code)
            ? `说明不超过 ${MOST_NOTE} 个字。`
            : '请选是哪一种。'
          : undefined
        sendPage(
          res,
          h(BulkSetAsidePage, { desk: deskOf(ctx, req), cases, query, back, code, note, problem }),
          problem ? 422 : 200,
        )
        return
      }
    }
    const input = bulkInput(move, {
      department,
      login,
      code: fieldOf(req, 'code'),
      note: fieldOf(req, 'note'),
    })
    const results = await bulkMove(ctx, numbers, move, input, officer)
    sendPage(res, h(BulkResultPage, { desk: deskOf(ctx, req), move, results, back }))
  })

  router.post('/saved-views', async (req, res) => {
    const query = fieldOf(req, 'query')
    await saveView(ctx, officerOf(req), { name: fieldOf(req, 'name'), query })
    res.redirect(303, queueUrl(Object.fromEntries(new URLSearchParams(query)), { done: 'view' }))
  })

  router.post('/saved-views/:id/remove', async (req, res) => {
    await removeView(ctx, officerOf(req), wholeNumber(req.params.id))
    res.redirect(303, '/desk?done=unview')
  })

  /** The list of views only, for a page that was notified of a change. */
  router.get('/views', async (req, res) => {
    const officer = officerOf(req)
    const name = queryOf(req, 'view')
    const counts = await countViews(ctx, officer)
    res
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(render(h(Views, { view: isView(name) ? name : FIRST_VIEW[officer.role], counts })))
  })

  return router
}
