import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/errors.ts'
import { RESIDENT_ACTS, type ResidentAct } from '../../domain/resident-acts.ts'
import { hasVisibleText } from '../../domain/visible-text.ts'
import type { Context } from '../../usecases/context.ts'
import { markRead, moveOwnCase, ownCase, ownCaseAttachment } from '../../usecases/own-case.ts'
import { fieldOf, queryOf, readForm, wholeNumber } from '../form.ts'
import { sendPage } from '../html.ts'
import { formOf, sendAttachment } from '../send-attachment.ts'
import { FindCasePage, OwnCasePage, type OwnCaseProps } from '../views/own-case.tsx'
import { CALLBACK, inWeChat } from './in-wechat.ts'
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
const isDone = (name: string): name is ResidentAct => Object.hasOwn(DONE, name)

/** Refusals after which the page asks for number and code. */
const ASKS_AGAIN: readonly string[] = ['not_found', 'too_many', 'forbidden', 'unavailable']

/**
 * A resident's case page, `/c/NUMBER?k=CODE`. The code is the right to see and act: no cookie, so another site's
 * form can do nothing without knowing it. It stands in the address, so the page sends no referrer and is in no log.
 */
export function ownCaseRouter(ctx: Context, tries: TryLimit = CODE_TRIES): Router {
  const router = express.Router()
  const limited = limitTries(tries)

  router.use((_req, res, next) => {
    res.set({ 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' })
    next()
  }, readForm)

  async function show(
    req: Request,
    res: Response,
    number: string,
    code: string,
    more: Partial<OwnCaseProps> = {},
    status = 200,
  ): Promise<string> {
    const own = await limited(req, number, () => ownCase(ctx, number, code))
    const { office, calendar } = ctx.content()
    sendPage(res, h(OwnCasePage, { office, own, code, calendar, now: ctx.now(), ...more }), status)
    return own.number
  }

  /** A wrong number and a wrong code look alike, here too. */
  function ask(res: Response, error: unknown, number: string): void {
    if (!(error instanceof Refusal) || !ASKS_AGAIN.includes(error.code)) throw error
    if (error.extra.retryAfterSeconds) res.set('Retry-After', String(error.extra.retryAfterSeconds))
    sendPage(
      res,
      h(FindCasePage, { office: ctx.content().office, number, problem: error.detail }),
      error.status,
    )
  }

  router.get('/', (_req, res) => sendPage(res, h(FindCasePage, { office: ctx.content().office })))

  router.post('/', async (req, res) => {
    const [number, code] = [fieldOf(req, 'number'), fieldOf(req, 'k')]
    try {
      const own = await limited(req, number, () => ownCase(ctx, number, code))
      res.redirect(303, `/c/${own.number}?k=${encodeURIComponent(code)}`)
    } catch (error) {
      ask(res, error, number)
    }
  })

  const wechat = inWeChat(ctx)

  router.get(CALLBACK, async (req, res) => {
    try {
      const { number, code } = await limited(req, '', () => wechat.returned(req, res))
      res.redirect(303, `/c/${number}?k=${encodeURIComponent(code)}`)
    } catch (error) {
      ask(res, error, '')
    }
  })

  router.get('/:number', async (req, res) => {
    if (queryOf(req, 'k') === '' && wechat.redirected(req, res, req.params.number)) return
    const done = queryOf(req, 'done')
    const code = queryOf(req, 'k')
    let number: string
    try {
      number = await show(req, res, req.params.number, code, isDone(done) ? { notice: DONE[done] } : {})
    } catch (error) {
      return ask(res, error, req.params.number)
    }
    // A browser that fetches ahead has read nothing.
    if (!/prefetch/.test(`${req.get('sec-purpose')} ${req.get('purpose')}`) && req.method === 'GET') {
      await markRead(ctx, number).catch(error => ctx.log.error({ err: error }, 'marking read failed'))
    }
  })

  router.get('/:number/attachments/:id', async (req, res) => {
    const id = wholeNumber(req.params.id)
    const code = queryOf(req, 'k')
    const file = await limited(req, req.params.number, () =>
      ownCaseAttachment(ctx, req.params.number, code, id, formOf(req)),
    )
    sendAttachment(req, res, file)
  })

  router.post('/:number/:move', async (req, res) => {
    const { number, move } = req.params
    if (!isAct(move)) throw new Refusal('not_found', '没有这个页面。')
    const read = (name: string) => fieldOf(req, name)
    const code = read('k')
    try {
      const own = await limited(req, number, () => moveOwnCase(ctx, number, code, move, INPUTS[move](read)))
      res.redirect(303, `/c/${own}?k=${encodeURIComponent(code)}&done=${move}`)
    } catch (error) {
      if (error instanceof Refusal && ['move_refused', 'invalid_field', 'stale'].includes(error.code)) {
        const typed = { move, text: read('text') || read('reason') }
        await show(req, res, number, code, { problem: error.detail, typed }, error.status)
        return
      }
      ask(res, error, number)
    }
  })

  return router
}
