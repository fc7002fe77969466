import express, { type Router } from 'express'
import { sayClock } from '../../domain/base/civil-date.ts'
import { Refusal } from '../../domain/base/errors.ts'
import { hasVisibleText } from '../../domain/base/text/visible-text.ts'
import { may } from '../../domain/people/policy.ts'
import type { Context } from '../../usecases/base/context.ts'
import { keepDraft } from '../../usecases/cases/shown/presence.ts'
import { colleagues } from '../../usecases/people/officers.ts'
import { fieldOf, wholeNumber } from '../shell/form.ts'
import { officerOf } from '../shell/session.ts'

/** Requests of the editor's script. Without script none of them is needed. */
export function editorRouter(ctx: Context): Router {
  const router = express.Router()

  /** Stores the unsaved text; answers with the time for “已保存 10:32”. */
  router.post('/cases/:number/keep', async (req, res) => {
    const version = wholeNumber(fieldOf(req, 'version'))
    if (version < 1) throw new Refusal('malformed', '请求格式不对，请刷新后再试。')
    const typed = { text: fieldOf(req, 'text'), version }
    const at = await keepDraft(ctx, req.params.number, officerOf(req), typed)
    res.type('text').send(!hasVisibleText(typed.text) ? '' : `已保存 ${sayClock(at)}`)
  })

  /** Names for @: colleagues who can sign in. */
  router.get('/colleagues', async (req, res) => {
    if (!may(officerOf(req), 'seeCases')) throw new Refusal('forbidden', '您的角色不能看诉求。')
    const { office } = ctx.content()
    const people = await colleagues(ctx)
    res.json(
      people.map(({ login, name, departmentId }) => ({
        login,
        name,
        department: office.departments.find(d => d.id === departmentId)?.name ?? '',
      })),
    )
  })

  return router
}
