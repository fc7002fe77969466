import express, { type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import type { Context } from '../../usecases/base/context.ts'
import { similarReplies } from '../../usecases/cases/public/match-reply.ts'
import { queryOf } from '../shell/form.ts'
import { SHARED, sendPage } from '../shell/html.ts'
import { GuidePage, GuidesPage } from './guides.page.tsx'
import { HomePage } from './home.page.tsx'

/** The office's home page and its guides, for anyone. */
export function guidesRouter(ctx: Context): Router {
  const router = express.Router()
  const guides = () => [...ctx.content().guides.values()]

  router.get('/', (_req, res) => {
    const { office } = ctx.content()
    res.set('Cache-Control', SHARED)
    sendPage(res, h(HomePage, { office, guides: guides().slice(0, 12) }))
  })

  router.get('/guides', async (req, res) => {
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
    if (q === '') res.set('Cache-Control', SHARED)
    const earlier = q === '' ? [] : await similarReplies(ctx, ctx.db.read, q)
    sendPage(res, h(GuidesPage, { office, groups, q, found, earlier }))
  })

  router.get('/guides/:id', (req, res) => {
    const { office, guides } = ctx.content()
    const guide = guides.get(req.params.id)
    if (!guide) throw new Refusal('not_found', '没有这份指南，可能改了名字。')
    const department = office.departments.find(d => d.id === guide.department)?.name ?? null
    res.set('Cache-Control', SHARED)
    sendPage(res, h(GuidePage, { office, guide, department }))
  })

  return router
}
