import { randomUUID } from 'node:crypto'
import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { render } from 'preact-render-to-string'
import { toString as qrSvg } from 'qrcode'
import { Refusal } from '../../domain/base/errors.ts'
import { plainCode } from '../../domain/base/text/readable-code.ts'
import { hasVisibleText, LONGEST_TEXT } from '../../domain/base/text/visible-text.ts'
import { readableSalt } from '../../domain/numbers/ledger/commitment.ts'
import { checked } from '../../usecases/base/checked.ts'
import type { Context } from '../../usecases/base/context.ts'
import { caseUrl, openCase, openCaseInput } from '../../usecases/cases/moving/open-case.ts'
import { issueCode, revokeCaseCode } from '../../usecases/cases/own/case-codes.ts'
import { viewCase } from '../../usecases/cases/shown/view-case.ts'
import { suggestFor } from '../../usecases/guides/advise-on-case.ts'
import { demand, deskOf } from '../shell/desk.ts'
import { fieldOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { keptOf } from '../shell/kept.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { sayDay, sayTime } from '../shell/parts/time-left.tsx'
import { officerOf } from '../shell/session.ts'
import { NewCasePage, ReceiptPage, Suggested } from './new-case.page.tsx'
import { keepReceipt, receiptCode } from './receipt-cookie.ts'

const FIELDS = ['channel', 'kind', 'text', 'title', 'area', 'category', 'place', 'name', 'phone', 'anonymous']
const DOORS = ['phone', 'visit', 'letter']

const typedIn = (req: Request): Record<string, string> =>
  Object.fromEntries(
    FIELDS.map(name => [name, fieldOf(req, name)] as const).filter(([, v]) => hasVisibleText(v)),
  )

/** Registering a case for someone who phoned, came or wrote, and the receipt they take home. */
export function newCaseRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/new', (req, res) => {
    demand(req, 'registerCase', '登记诉求')
    const { office } = ctx.content()
    sendPage(res, h(NewCasePage, { desk: deskOf(ctx, req), office, submission: randomUUID() }))
  })

  // Changes nothing: suggests where a text belongs, during typing; without script, on the reloaded page.
  router.post('/new/suggest', (req, res) => {
    demand(req, 'registerCase', '登记诉求')
    const typed = typedIn(req)
    const said = {
      title: (typed['title'] ?? '').slice(0, 80),
      text: (typed['text'] ?? '').slice(0, LONGEST_TEXT),
    }
    const suggested = !hasVisibleText(said.text) ? undefined : suggestFor(ctx, said)
    if (req.get('hx-request')) return void res.type('html').send(render(h(Suggested, { suggested })))
    const { office } = ctx.content()
    const submission = fieldOf(req, 'submission')
    sendPage(res, h(NewCasePage, { desk: deskOf(ctx, req), office, typed, submission, suggested }))
  })

  // Changes nothing: restores a text in the form after a sign-in.
  router.post('/new/resume', (req, res) => {
    demand(req, 'registerCase', '登记诉求')
    const { office } = ctx.content()
    const typed = keptOf(req)?.fields ?? {}
    sendPage(res, h(NewCasePage, { desk: deskOf(ctx, req), office, typed, submission: randomUUID() }))
  })

  router.post('/new', async (req, res) => {
    demand(req, 'registerCase', '登记诉求')
    const typed = typedIn(req)
    const submission = fieldOf(req, 'submission')
    try {
      const { name, phone, anonymous, ...plain } = typed
      const input = checked(openCaseInput, {
        ...plain,
        ...((name || phone) && { resident: { ...(name && { name }), ...(phone && { phone }) } }),
        ...(anonymous && { anonymous: true }),
      })
      if (!DOORS.includes(input.channel)) throw new Refusal('malformed', '请选电话、来访或来信。')
      const officer = officerOf(req)
      const { number } = await openCase(ctx, input, officer, {
        ...(/^[0-9a-f-]{36}$/.test(submission) && { submissionKey: `desk:${officer.id}:${submission}` }),
      })
      await handOver(req, res, number)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code === 'forbidden') throw error
      const { office } = ctx.content()
      const problems = problemsOf(error.extra.errors)
      sendPage(
        res,
        h(NewCasePage, {
          desk: deskOf(ctx, req),
          office,
          typed,
          problems,
          problem: error.detail,
          submission,
        }),
        error.status,
      )
    }
  })

  /** Makes a code for the resident and shows it on the receipt in this browser, once, for as long as it takes to print. */
  async function handOver(req: Request, res: Response, number: string): Promise<void> {
    const { code } = await issueCode(ctx, number, officerOf(req), 'receipt')
    keepReceipt(ctx, res, number, officerOf(req).id, code)
    res.redirect(303, `/desk/cases/${number}/receipt`)
  }

  router.post('/cases/:number/receipt', async (req, res) => {
    demand(req, 'registerCase', '给查询码')
    await handOver(req, res, req.params.number)
  })

  router.post('/cases/:number/codes/:id/revoke', async (req, res) => {
    const { number, id } = req.params
    await revokeCaseCode(ctx, number, wholeNumber(id), officerOf(req))
    res.redirect(303, `/desk/cases/${number}?done=revoked#codes`)
  })

  router.get('/cases/:number/receipt', async (req, res) => {
    demand(req, 'registerCase', '打印回执')
    const now = ctx.now()
    const view = await viewCase(ctx, req.params.number, officerOf(req))
    const { office } = ctx.content()
    const { reply } = view.deadlines
    const code = receiptCode(ctx, req, view.number, officerOf(req).id)
    const full = code && caseUrl(ctx, view.number, plainCode(code))
    sendPage(
      res,
      h(ReceiptPage, {
        desk: deskOf(ctx, req),
        office,
        number: view.number,
        title: view.title,
        receivedAt: sayTime(view.receivedAt, now),
        dueOn: `${sayDay(reply.dueOn, now)}${reply.provisional ? '（暂定）' : ''}`,
        why: reply.explanation,
        url: `${ctx.config.baseUrl}/c/${view.number}`,
        verifyUrl: `${ctx.config.baseUrl}/public/verify`,
        ...(full && {
          handed: {
            code,
            salt: readableSalt(ctx.secrets.ledgerSalt(view.number)),
            qr: await qrSvg(full, { type: 'svg', margin: 0, errorCorrectionLevel: 'M' }),
          },
        }),
      }),
    )
  })

  return router
}
