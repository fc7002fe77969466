import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { Refusal } from '../../domain/base/errors.ts'
import { FORM_FIELDS, inputFrom } from '../../domain/cases/moves/form.ts'
import { OFFICER_MOVES, type OfficerMove } from '../../domain/cases/moves.ts'
import type { Context } from '../../usecases/base/context.ts'
import { setLegalHold } from '../../usecases/cases/moving/legal-hold.ts'
import { moveCase } from '../../usecases/cases/moving/move-case.ts'
import { namesOf } from '../../usecases/cases/moving/open-case.ts'
import { type PictureChange, storePictures } from '../../usecases/cases/public/reply-pictures.ts'
import { cannedReplies } from '../../usecases/cases/shown/canned-replies.ts'
import {
  forgetDraft,
  keptDraft,
  notePresence,
  othersPresent,
  PAGE_MS,
} from '../../usecases/cases/shown/presence.ts'
import { readAttachment } from '../../usecases/cases/shown/read-attachment.ts'
import { revealResident } from '../../usecases/cases/shown/reveal-resident.ts'
import { viewCase } from '../../usecases/cases/shown/view-case.ts'
import { adviseOnCase } from '../../usecases/guides/advise-on-case.ts'
import { insertion, insertionsFor } from '../../usecases/guides/insertions.ts'
import { markCaseSeen } from '../../usecases/notify/desk-reminders.ts'
import { caseFindings } from '../../usecases/numbers/inspections.ts'
import { assignableOfficers, officersByName } from '../../usecases/people/officers.ts'
import { countReminders, demand, deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, listOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { keptOf } from '../shell/kept.ts'
import { problemsOf } from '../shell/parts/field.tsx'
import { formOf, sendAttachment } from '../shell/send-attachment.ts'
import { officerOf } from '../shell/session.ts'
import { CasePage } from './case.page.tsx'
import type { RefusedForm } from './moves/form.tsx'
import { picturesIn } from './uploads.ts'

type Read = (name: string) => string

const typedIn = (read: Read): Record<string, string> =>
  Object.fromEntries(FORM_FIELDS.map(field => [field, read(field)]).filter(([, v]) => v !== ''))
const isMove = (name: string): name is OfficerMove => (OFFICER_MOVES as readonly string[]).includes(name)

interface Shown {
  status?: number
  typed?: RefusedForm | undefined
  stale?: boolean
  notice?: string | undefined
  problem?: string
  revealed?: { name: string | null; phone: string | null }
}

export function casesRouter(ctx: Context): Router {
  const router = express.Router()

  async function show(req: Request, res: Response, number: string, shown: Shown = {}): Promise<void> {
    const officer = officerOf(req)
    const { office, calendar } = ctx.content()
    const view = await viewCase(ctx, number, officer, { revealed: shown.revealed !== undefined })
    const writes = view.moves.includes('draft')
    const [advice, canned, kept, others, officers, everyone, findings] = await Promise.all([
      adviseOnCase(ctx, number, officer),
      writes ? cannedReplies(ctx, officer) : [],
      writes ? keptDraft(ctx, number, officer) : null,
      othersPresent(ctx, number, officer),
      assignableOfficers(ctx),
      officersByName(ctx),
      caseFindings(ctx, officer, number),
      notePresence(ctx, number, officer, PAGE_MS),
    ])
    const names = {
      department: namesOf(ctx.content()).department,
      officer: (id: number) => everyone.get(id),
    }
    const { status = 200, ...rest } = shown
    sendPage(
      res,
      h(CasePage, {
        desk: deskOf(ctx, req),
        view,
        advice,
        pieces: writes ? insertionsFor(ctx, view, advice, canned) : [],
        kept,
        others,
        findings,
        assists: ctx.languageModel !== undefined,
        now: ctx.now(),
        calendar,
        names,
        departments: office.departments,
        officers,
        ...rest,
      }),
      status,
    )
  }

  /** The photos uploaded with a reply's form, and those of the draft that were ticked for removal. */
  async function picturesOf(req: Request): Promise<PictureChange> {
    const drop = listOf(req, 'drop').map(wholeNumber)
    return { add: await storePictures(ctx, picturesIn(req)), drop }
  }

  router.get('/cases/:number', async (req, res) => {
    await markCaseSeen(ctx, officerOf(req), req.params.number)
    await countReminders(ctx, req)
    await show(req, res, req.params.number, { notice: doneOf(req) })
  })

  // Changes nothing: restores a text in its form after a sign-in.
  router.post('/cases/:number/resume', async (req, res) => {
    const kept = keptOf(req)
    if (!kept) return res.redirect(303, `/desk/cases/${req.params.number}`)
    await show(req, res, req.params.number, {
      notice: '您登录前填的已放回表里，还没有存。',
      typed: { move: kept.move, values: kept.fields, problems: {} },
    })
  })

  // A POST, because the viewing is recorded before it is shown; following a link never does it.
  router.post('/cases/:number/reveal', async (req, res) => {
    const { number } = req.params
    const revealed = await revealResident(ctx, number, officerOf(req), req.ip ?? 'unknown')
    await show(req, res, number, { revealed })
  })

  // Changes nothing: previews what the public would see.
  router.post('/cases/:number/preview', async (req, res) => {
    const view = await viewCase(ctx, req.params.number, officerOf(req))
    if (!view.moves.includes('publish')) throw new Refusal('forbidden', '您现在不能公开这件。')
    const values = typedIn(field => fieldOf(req, field))
    await show(req, res, view.number, {
      typed: { move: 'publish', values: { ...values, preview: 'yes' }, problems: {} },
    })
  })

  // Changes nothing: returns the typed text with an insertion at its end, for browsers without script.
  router.post('/cases/:number/insert', async (req, res) => {
    const officer = officerOf(req)
    const view = await viewCase(ctx, req.params.number, officer)
    if (!view.moves.includes('draft')) throw new Refusal('forbidden', '您现在不能写这件的答复。')
    const piece = await insertion(ctx, view, officer, fieldOf(req, 'insert'))
    if (!piece) throw new Refusal('not_found', '没有这段文字，可能刚被删了。')
    const values = typedIn(field => fieldOf(req, field))
    const text = [values['text']?.trimEnd(), piece.text].filter(Boolean).join('\n')
    await show(req, res, view.number, {
      notice: `已把“${piece.title}”加到答复里，还没有存。`,
      typed: { move: 'draft', values: { ...values, text }, problems: {} },
    })
  })

  router.post('/cases/:number/moves/:move', async (req, res) => {
    const { number, move: name } = req.params
    if (!isMove(name)) throw new Refusal('not_found', '没有这种办理。')
    const officer = officerOf(req)
    const read: Read = field => fieldOf(req, field)
    const version = wholeNumber(read('version'))
    if (version < 1) throw new Refusal('malformed', '请求格式不对，请刷新后再试。')
    let at = name
    try {
      const pictures = name === 'draft' ? await picturesOf(req) : undefined
      const view = await moveCase(ctx, number, name, inputFrom(name, read), officer, { version, pictures })
      if (name === 'draft' || name === 'submit') await forgetDraft(ctx, number, officer)
      if (name === 'draft' && read('after') === 'submit') {
        at = 'submit'
        await moveCase(ctx, number, 'submit', {}, officer, { version: view.version })
      }
      // After an agreed objection the department may no longer see the case.
      const seen = await viewCase(ctx, number, officer).catch(() => null)
      res.redirect(303, seen ? `/desk/cases/${number}?done=${at}` : `/desk?done=${at}`)
    } catch (error) {
      if (!(error instanceof Refusal) || ['not_found', 'unauthenticated'].includes(error.code)) throw error
      // The typed text stays in its form, on the current case.
      await show(req, res, number, {
        status: error.status,
        stale: error.code === 'stale',
        problem: error.code === 'invalid_field' ? '有内容需要改正，见下面的红字。' : error.detail,
        typed: {
          move: name,
          values: typedIn(read),
          problems: problemsOf(error.extra.errors),
        },
      })
    }
  })

  const setHold = (hold: boolean) => async (req: Request<{ number: string }>, res: Response) => {
    demand(req, 'seeCases', '保全诉求')
    const { number } = req.params
    const reason = fieldOf(req, 'reason')
    try {
      await setLegalHold(ctx, number, { hold, reason }, officerOf(req))
      res.redirect(303, `/desk/cases/${number}?done=${hold ? 'held' : 'released'}#hold`)
    } catch (error) {
      if (!(error instanceof Refusal) || !['invalid_field', 'move_refused'].includes(error.code)) throw error
      await show(req, res, number, {
        status: error.status,
        problem: error.detail,
        typed: { move: 'hold', values: { reason }, problems: problemsOf(error.extra.errors) },
      })
    }
  }
  router.post('/cases/:number/hold', setHold(true))
  router.post('/cases/:number/release', setHold(false))

  router.get('/attachments/:id', async (req, res) => {
    const file = await readAttachment(ctx, wholeNumber(req.params.id), officerOf(req), formOf(req))
    // A photo never changes; only this officer's browser caches it.
    res.set('Cache-Control', 'private, max-age=3600')
    sendAttachment(req, res, file)
  })

  return router
}
