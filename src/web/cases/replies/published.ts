import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../../domain/base/errors.ts'
import { networkOf } from '../../../domain/base/network.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { amongProcesses, type MakeCounter, takeAll, tooMany } from '../../../usecases/base/limits.ts'
import {
  newestReplies,
  oneReply,
  publishedReplies,
  repliesWanted,
} from '../../../usecases/cases/public/published-replies.ts'
import type { PublicReply } from '../../../usecases/cases/public/reply-views.ts'
import { voteOnReply } from '../../../usecases/cases/public/vote-on-reply.ts'
import { fieldOf, filledQuery, queryOf, readForm, wholeNumber } from '../../shell/form.ts'
import { SHARED, sendPage } from '../../shell/html.ts'
import { type FeedEntry, sendFeed } from '../../shell/parts/atom.ts'
import { sameOrigin } from '../../shell/same-origin.ts'
import { PublishedPage } from './published.page.tsx'
import { ReplyPage, RetiredPage } from './reply.page.tsx'
import { voterOf } from './voter-cookie.ts'

const FEED = '/public/replies/feed.xml'

/** Votes of one network: a village hall or a carrier's gateway is many residents. For one reply they are fewer. */
const VOTES = { network: { points: 120, seconds: 3600 }, reply: { points: 20, seconds: 86_400 } }

function limitVotes(make: MakeCounter) {
  const networks = make('votes of network', VOTES.network)
  const replies = make('votes of network on a reply', VOTES.reply)
  return async (req: Request, id: number): Promise<void> => {
    const network = networkOf(req.ip)
    const refused = await takeAll([
      { counter: networks, key: network },
      { counter: replies, key: `${id} ${network}` },
    ])
    if (refused) throw tooMany(refused.wait, wait => `您这个网络上点得太多了，请过 ${wait}再点。`)
  }
}

/** Answers that the office published, for anyone: found by words, village and theme; each with its own page; a feed. */
export function publishedRouter(ctx: Context): Router {
  const router = express.Router()
  const limited = limitVotes(amongProcesses(ctx))

  router.get('/public/replies', async (req, res) => {
    const { before: last, ...given } = filledQuery(req)
    // Whatever else stands in the address finds what it finds: nothing, at worst.
    const wanted = repliesWanted.safeParse(given).data ?? { q: given['q']?.slice(0, 100) ?? '' }
    const page = await publishedReplies(ctx, wanted, wholeNumber(last) || undefined)
    if (wanted.q === undefined) res.set('Cache-Control', SHARED)
    sendPage(res, h(PublishedPage, { office: ctx.content().office, wanted, feed: FEED, ...page }))
  })

  router.get(FEED, async (_req, res) => {
    const { office } = ctx.content()
    const at = (path: string) => `${ctx.config.baseUrl}${path}`
    const entries = (await newestReplies(ctx)).map(reply => entryOf(reply, at(pathOf(reply.id))))
    const title = `${office.name}：公开的答复`
    sendFeed(res, { title, author: office.name, self: at(FEED), page: at('/public/replies'), entries })
  })

  router.get('/public/replies/:id', (req, res) => show(req, res, wholeNumber(req.params.id)))

  router.post(
    '/public/replies/:id/vote',
    sameOrigin(ctx.config.baseUrl),
    readForm,
    async (req: Request<{ id: string }>, res) => {
      const id = wholeNumber(req.params.id)
      const answer = fieldOf(req, 'useful')
      if (answer !== 'yes' && answer !== 'no') throw new Refusal('malformed', '请点“有用”或“没用”。')
      await limited(req, id)
      await voteOnReply(ctx, id, { browser: voterOf(ctx, req, res), useful: answer === 'yes' })
      res.redirect(303, `${pathOf(id)}?done=${answer}`)
    },
  )

  async function show(req: Request, res: Response, id: number): Promise<void> {
    const { office } = ctx.content()
    const reply = await oneReply(ctx, id)
    if (reply === null) throw new Refusal('not_found', '没有这份答复，可能已经不公开了。')
    if (reply === 'retired') return sendPage(res, h(RetiredPage, { office }), 410)
    const done = queryOf(req, 'done')
    // Read again each time: a reply that no longer holds is gone at once.
    if (done === '') res.set('Cache-Control', 'no-cache')
    sendPage(res, h(ReplyPage, { office, reply, done, feed: FEED }))
  }

  return router
}

const pathOf = (id: number) => `/public/replies/${id}`

function entryOf(reply: PublicReply, url: string): FeedEntry {
  const published = new Date(reply.publishedAt ?? 0)
  const confirmed = new Date(reply.confirmedAt ?? 0)
  return {
    url,
    title: reply.title,
    text: reply.text,
    published,
    updated: confirmed > published ? confirmed : published,
    categories: [reply.category, reply.area].filter(name => name !== null),
  }
}
