import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../../domain/base/errors.ts'
import { contentDisposition } from '../../../domain/base/media/file-name.ts'
import { parseCaseNumber } from '../../../domain/base/text/case-number.ts'
import { hasVisibleText } from '../../../domain/base/text/visible-text.ts'
import type { CaseKey } from '../../../domain/cases/case-key.ts'
import { RESIDENT_ACTS, type ResidentAct } from '../../../domain/cases/resident-acts.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { amongProcesses } from '../../../usecases/base/limits.ts'
import {
  AT_THE_DESK,
  caseOfKey,
  markRead,
  openOwnCase,
  ownCase,
  ownCaseAttachment,
} from '../../../usecases/cases/own/own-case.ts'
import { ownProof } from '../../../usecases/numbers/ledger/own-proof.ts'
import { ownStanding } from '../../../usecases/numbers/ledger/own-standing.ts'
import { actOnOwnCase } from '../../../usecases/talk/act-on-own-case.ts'
import { fieldOf, queryOf, readForm, wholeNumber } from '../../shell/form.ts'
import { sendPage } from '../../shell/html.ts'
import { sameOrigin } from '../../shell/same-origin.ts'
import { formOf, sendAttachment } from '../../shell/send-attachment.ts'
import { holdsDeskSession } from '../../shell/session.ts'
import { caseKeyOf, clearCaseCookie, setCaseCookie } from './case-cookie.ts'
import { CALLBACK, inWeChat } from './in-wechat.ts'
import { FindCasePage, OwnCasePage, type OwnCaseProps } from './own-case.page.tsx'
import { CODE_TRIES, limitTries, type TryLimit } from './tries.ts'

const DONE: Record<ResidentAct, string> = {
  supplement: '已发给承办单位。',
  urge: '已提醒承办人。',
  rate: '谢谢您的评价。',
  reopen: '已重新办理，新的时限在下面。',
  withdraw: '已撤回。',
}

const INPUTS: Record<ResidentAct, (read: (name: string) => string) => Record<string, unknown>> = {
  supplement: read => ({ text: read('text') }),
  urge: () => ({}),
  rate: read => ({
    rating: Number(read('rating')),
    ...(hasVisibleText(read('text')) && { text: read('text') }),
  }),
  reopen: read => ({ reason: read('reason') }),
  withdraw: () => ({}),
}

const isAct = (name: string): name is ResidentAct => (RESIDENT_ACTS as readonly string[]).includes(name)

/** Notices by a keyword in the URL: never free text from outside. */
const NOTICES: Record<string, string> = {
  ...DONE,
  asked:
    '还没有办：已经在您反映时用的对话里问您是不是本人，请到对话里确认，确认了才办。没看到的话，在对话里随便说一句。',
}
const noticeOf = (name: string) => (Object.hasOwn(NOTICES, name) ? NOTICES[name] : undefined)

/** Refusals after which the page is shown again with the typed text. */
const STAYS: readonly string[] = ['move_refused', 'invalid_field', 'stale', 'too_many']

type Typed = { move: ResidentAct; text: string }

/** Refusals after which the page asks for number and code. */
const ASKS_AGAIN: readonly string[] = ['not_found', 'too_many', 'forbidden', 'unavailable']

/** The text being written when the key expired, restored once the code is entered again. */
const keptIn = (read: (name: string) => string) => {
  const move = read('kept-move')
  return isAct(move) ? { move, text: read('kept-text') } : undefined
}

/**
 * A resident's case page, `/c/NUMBER`. Links carry the code behind the # (`/c/NUMBER#k=CODE`), which no server sees:
 * a script puts it into the form, and without script people type it. A cookie of this page remembers the opened case.
 * No GET changes anything, so a link opened by a scanner does not count as read.
 */
export function ownCaseRouter(ctx: Context, tries: TryLimit = CODE_TRIES): Router {
  const router = express.Router()
  const limited = limitTries(tries, amongProcesses(ctx))
  const gate = sameOrigin(ctx.config.baseUrl)

  router.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' })
    next()
  }, readForm)
  router.use((req, res, next) => (req.method === 'POST' ? gate(req, res, next) : next()))

  async function show(
    req: Request,
    res: Response,
    key: CaseKey,
    more: Partial<OwnCaseProps> = {},
    status = 200,
  ): Promise<void> {
    const own = await ownCase(ctx, key)
    const standing = await ownStanding(ctx, ctx.db.read, await caseOfKey(ctx, key))
    const ledger = { ...standing, salt: ctx.secrets.ledgerSalt(own.number) }
    const atDesk = await holdsDeskSession(ctx, req)
    const { office, calendar } = ctx.content()
    const problem = more.problem ?? (atDesk ? AT_THE_DESK : undefined)
    const page = { office, own, ledger, atDesk, calendar, now: ctx.now(), ...more, problem }
    sendPage(res, h(OwnCasePage, page), status)
  }

  /** A wrong number and a wrong code get the same answer here, too. */
  function ask(req: Request, res: Response, error: unknown, number: string, kept?: Typed): void {
    if (!(error instanceof Refusal) || !ASKS_AGAIN.includes(error.code)) throw error
    if (error.extra.retryAfterSeconds) res.set('Retry-After', String(error.extra.retryAfterSeconds))
    const page = { office: ctx.content().office, number, problem: error.detail, kept }
    sendPage(res, h(FindCasePage, { ...page, wechat: wechat.knows(req) }), error.status)
  }

  router.get('/', (_req, res) => sendPage(res, h(FindCasePage, { office: ctx.content().office })))

  router.post('/', async (req, res) => {
    const [number, code] = [fieldOf(req, 'number'), fieldOf(req, 'k')]
    const typed = keptIn(name => fieldOf(req, name))
    try {
      const key = await limited(req, number, () => openOwnCase(ctx, number, code))
      setCaseCookie(ctx, res, key)
      if (typed) await show(req, res, key, { typed, notice: '您刚才填的还在下面，还没有发出去。' })
      else res.redirect(303, `/c/${key.number}`)
    } catch (error) {
      ask(req, res, error, number, typed)
    }
  })

  const wechat = inWeChat(ctx)

  router.get(CALLBACK, async (req, res) => {
    try {
      const key = await limited(req, '', () => wechat.returned(req, res))
      setCaseCookie(ctx, res, key)
      res.redirect(303, `/c/${key.number}`)
    } catch (error) {
      ask(req, res, error, '')
    }
  })

  /** The key in this browser's cookie; an expired one is deleted. @throws Refusal `not_found` */
  function keyOf(req: Request): CaseKey {
    const key = caseKeyOf(ctx, req, String(req.params['number']))
    if (!key) throw new Refusal('not_found', '这个页面开得太久了，请再填一次查询码。')
    return key
  }

  router.get('/:number', async (req, res) => {
    const { number } = req.params
    const canonical = parseCaseNumber(number)
    // The browser keeps the part behind the # across the redirect.
    if (canonical && canonical !== number) return res.redirect(303, `/c/${canonical}`)
    const key = caseKeyOf(ctx, req, number)
    if (!key) {
      const page = { office: ctx.content().office, number, wechat: wechat.knows(req) }
      return sendPage(res, h(FindCasePage, page))
    }
    try {
      await show(req, res, key, { notice: noticeOf(queryOf(req, 'done')) })
    } catch (error) {
      clearCaseCookie(res, number)
      ask(req, res, error, number)
    }
  })

  router.get('/:number/wechat', (req, res) => {
    if (!wechat.redirected(req, res, req.params.number)) res.redirect(303, `/c/${req.params.number}`)
  })

  router.get('/:number/attachments/:id', async (req, res) => {
    const file = await ownCaseAttachment(ctx, keyOf(req), wholeNumber(req.params.id), formOf(req))
    sendAttachment(req, res, file)
  })

  /** A proof to keep: of the entry that decides how the case counts, or of its n-th. */
  async function sendProof(req: Request, res: Response, n?: number): Promise<void> {
    const row = await caseOfKey(ctx, keyOf(req))
    const proof = await ownProof(ctx, row, n)
    const name = `${row.number}${n === undefined ? '' : `-${n}`}.tlog-proof`
    res.set('Content-Disposition', contentDisposition('attachment', name))
    res.type('text/plain; charset=utf-8').send(proof)
  }

  router.get('/:number/proof', (req, res) => sendProof(req, res))
  router.get('/:number/proof/:n', (req, res) => sendProof(req, res, wholeNumber(req.params.n)))

  // Sent by the page once the reply was visible for a moment; fetching the page alone does not count as reading.
  router.post('/:number/read', async (req, res) => {
    const key = keyOf(req)
    if (!(await holdsDeskSession(ctx, req))) await markRead(ctx, key)
    res.status(204).end()
  })

  router.post('/:number/:move', async (req, res) => {
    const { number, move } = req.params
    if (!isAct(move)) throw new Refusal('not_found', '没有这个页面。')
    const read = (name: string) => fieldOf(req, name)
    const typed = { move, text: read('text') || read('reason') }
    let key: CaseKey
    try {
      key = keyOf(req)
    } catch (error) {
      return ask(req, res, error, number, typed)
    }
    try {
      if (await holdsDeskSession(ctx, req)) throw new Refusal('move_refused', AT_THE_DESK)
      const done = await limited(req, number, () =>
        actOnOwnCase(ctx, key, move, INPUTS[move](read), read('phone')),
      )
      if (done.key.phone !== key.phone) setCaseCookie(ctx, res, done.key)
      res.redirect(303, `/c/${number}?done=${done.asked ? 'asked' : move}`)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      const stays = error.extra.reason === 'phone' || STAYS.includes(error.code)
      if (!stays) return ask(req, res, error, number, typed)
      if (error.extra.retryAfterSeconds) res.set('Retry-After', String(error.extra.retryAfterSeconds))
      await show(req, res, key, { problem: error.detail, typed }, error.extra.reason ? 422 : error.status)
    }
  })

  return router
}
