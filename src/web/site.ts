import express, { type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../domain/base/errors.ts'
import type { Context } from '../usecases/base/context.ts'
import { publishedReplies } from '../usecases/cases/public/published-replies.ts'
import { digestList, getDigest } from '../usecases/numbers/make-digest.ts'
import { ownCaseRouter } from './cases/own/own-case.ts'
import { PublishedPage } from './cases/own/published.page.tsx'
import type { TryLimit } from './cases/own/tries.ts'
import { GuidePage, GuidesPage } from './guides/guides.page.tsx'
import { HomePage } from './guides/home.page.tsx'
import { PublicPage } from './numbers/public.page.tsx'
import { queryOf, wholeNumber } from './shell/form.ts'
import { sendPage } from './shell/html.ts'

/** What anyone may see: home, guides, the public number; and a resident's own case with its code. */
export function residentRouter(ctx: Context, tries?: TryLimit): Router {
  const router = express.Router()
  router.use('/c', ownCaseRouter(ctx, tries))

  const shared = 'public, max-age=300'
  const guides = () => [...ctx.content().guides.values()]

  router.get('/', (_req, res) => {
    const { office } = ctx.content()
    res.set('Cache-Control', shared)
    sendPage(res, h(HomePage, { office, guides: guides().slice(0, 12) }))
  })

  router.get('/guides', (req, res) => {
    const { office, findGuides } = ctx.content()
    const q = queryOf(req, 'q').trim().slice(0, 100)
    const match = q === '' ? null : findGuides(q)
    const found = match === null ? null : match.decision === 'none' ? [] : match.hits
    const named = office.categories.map(({ id, name }) => ({
      name,
      guides: guides().filter(g => g.category === id),
    }))
    const rest = guides().filter(g => !office.categories.some(c => c.id === g.category))
    const groups = [...named, { name: '其他事项', guides: rest }].filter(g => g.guides.length > 0)
    if (q === '') res.set('Cache-Control', shared)
    sendPage(res, h(GuidesPage, { office, groups, q, found }))
  })

  router.get('/guides/:id', (req, res) => {
    const { office, guides } = ctx.content()
    const guide = guides.get(req.params.id)
    if (!guide) throw new Refusal('not_found', '没有这份指南，可能改了名字。')
    const department = office.departments.find(d => d.id === guide.department)?.name ?? null
    res.set('Cache-Control', shared)
    sendPage(res, h(GuidePage, { office, guide, department }))
  })

  router.get('/public/replies', async (req, res) => {
    const before = wholeNumber(queryOf(req, 'before'))
    const page = await publishedReplies(ctx, before || undefined)
    res.set('Cache-Control', shared)
    sendPage(res, h(PublishedPage, { office: ctx.content().office, ...page }))
  })

  router.get('/public', async (_req, res) => {
    const [last] = (await digestList(ctx, 'week', 1)).periods
    const digest = last ? (await getDigest(ctx, last.period.week, { kind: 'system' })).digest : null
    res.set('Cache-Control', shared)
    sendPage(res, h(PublicPage, { office: ctx.content().office, digest }))
  })

  return router
}
