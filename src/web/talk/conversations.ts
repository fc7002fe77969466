import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { hasVisibleText } from '../../domain/base/text/visible-text.ts'
import type { Context } from '../../usecases/base/context.ts'
import {
  caseFromMessage,
  channelIn,
  listConversations,
  saidIn,
  viewConversation,
} from '../../usecases/talk/conversations.ts'
import { deskOf } from '../shell/desk.ts'
import { fieldOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { officerOf } from '../shell/session.ts'
import { ConversationPage, ConversationsPage } from './conversations.page.tsx'

/** Conversations outside of cases: the list, one conversation, and opening a case from a message. */
export function conversationsRouter(ctx: Context): Router {
  const router = express.Router()

  router.get('/conversations', async (req, res) => {
    const channel = channelIn(queryOf(req, 'channel'))
    const said = saidIn(queryOf(req, 'said'))
    const unclear = queryOf(req, 'unclear') === 'yes'
    const cursor = queryOf(req, 'cursor')
    const page = await listConversations(ctx, officerOf(req), {
      unclear,
      ...(channel && { channel }),
      ...(said && { said }),
      ...(cursor && { cursor }),
    })
    sendPage(
      res,
      h(ConversationsPage, { desk: deskOf(ctx, req), now: ctx.now(), channel, said, unclear, ...page }),
    )
  })

  async function show(req: Request, res: Response, id: number, problem?: string, status = 200) {
    const before = wholeNumber(queryOf(req, 'before'))
    const view = await viewConversation(ctx, officerOf(req), id, before || undefined)
    const { areas } = ctx.content().office
    sendPage(
      res,
      h(ConversationPage, { desk: deskOf(ctx, req), now: ctx.now(), view, areas, problem }),
      status,
    )
  }

  router.get('/conversations/:id', async (req, res) => show(req, res, wholeNumber(req.params.id)))

  router.post('/conversations/:id/messages/:message/case', async (req, res) => {
    const contactId = wholeNumber(req.params.id)
    const [title, area] = [fieldOf(req, 'title'), fieldOf(req, 'area')]
    const given = {
      kind: fieldOf(req, 'kind'),
      ...(hasVisibleText(title) && { title }),
      ...(area && { area }),
    }
    try {
      const at = { contactId, messageId: wholeNumber(req.params.message) }
      const number = await caseFromMessage(ctx, officerOf(req), at, given)
      res.redirect(303, `/desk/cases/${number}`)
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'invalid_field') throw error
      await show(req, res, contactId, error.detail, error.status)
    }
  })

  return router
}
