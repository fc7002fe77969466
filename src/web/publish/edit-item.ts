import express, { type Request, type Response, type Router } from 'express'
import { h } from 'preact'
import { render } from 'preact-render-to-string'
import { invalidField, Refusal } from '../../domain/base/errors.ts'
import { hasVisibleText } from '../../domain/base/text/visible-text.ts'
import { isItemNumber } from '../../domain/publish/item.ts'
import { checked } from '../../usecases/base/checked.ts'
import type { Context } from '../../usecases/base/context.ts'
import { itemChoices } from '../../usecases/publish/desk/item-choices.ts'
import { findVisibleItem, viewItem } from '../../usecases/publish/desk/view-item.ts'
import { type StoredItemFile, storeItemFile } from '../../usecases/publish/files/store-file.ts'
import { checkItem, type ItemInput, itemInput } from '../../usecases/publish/item-input.ts'
import { createItem, type FileChange, saveDraft } from '../../usecases/publish/save-item.ts'
import { demand, deskOf, doneOf } from '../shell/desk.ts'
import { fieldOf, listOf, queryOf, wholeNumber } from '../shell/form.ts'
import { sendPage } from '../shell/html.ts'
import { type Problems, problemsOf } from '../shell/parts/field.tsx'
import { officerOf } from '../shell/session.ts'
import { EditItemPage, Preview } from './edit-item.page.tsx'
import { filesRefused, uploadedFiles } from './item-uploads.ts'

const FIELDS = [
  'columnId',
  'areaId',
  'title',
  'body',
  'openness',
  'legalReason',
  'namesReason',
  'endsOn',
  'consultation',
] as const

type Typed = Record<string, string>

const typedIn = (req: Request): Typed => Object.fromEntries(FIELDS.map(name => [name, fieldOf(req, name)]))
const dropIn = (req: Request): number[] => listOf(req, 'drop').map(wholeNumber)

/** What was typed as the input of an item: empty optional fields are left out. */
function inputOf(typed: Typed): ItemInput {
  const { openness, legalReason, namesReason, endsOn } = typed
  return {
    columnId: typed['columnId'] ?? '',
    areaId: typed['areaId'] ?? '',
    title: typed['title'] ?? '',
    body: typed['body'] ?? '',
    ...(openness && { openness: openness as ItemInput['openness'] }),
    // A reason that was chosen before the item was opened again says nothing.
    ...(legalReason && openness !== 'open' && { legalReason: legalReason as ItemInput['legalReason'] }),
    ...(namesReason && hasVisibleText(namesReason) && { namesReason }),
    ...(endsOn && { endsOn }),
    consultation: typed['consultation'] === 'yes',
  }
}

interface Shown {
  typed: Typed
  drop?: readonly number[]
  version?: number
  problems?: Problems
  preview?: string
  stale?: boolean
  notice?: string | undefined
  problem?: string
}

/** Writing an item: the form, its preview, and saving it as a draft. */
export function editItemRouter(ctx: Context): Router {
  const router = express.Router()

  router.param('item', (_req, _res, next, number: string) => next(isItemNumber(number) ? undefined : 'route'))

  async function show(req: Request, res: Response, number: string | null, shown: Shown, status = 200) {
    const officer = officerOf(req)
    const view = number === null ? null : await viewItem(ctx, officer, number)
    const { typed, drop = [], problems = {}, stale, version, ...rest } = shown
    sendPage(
      res,
      h(EditItemPage, {
        desk: deskOf(ctx, req),
        choices: itemChoices(ctx, officer),
        number,
        version: version ?? view?.version ?? 0,
        typed,
        files: view?.files ?? [],
        drop,
        problems,
        change: view?.text.change ?? null,
        theirs: stale && view ? view.text : undefined,
        ...rest,
      }),
      status,
    )
  }

  /** Stores the files of the form one after the other, after the text is known to be good. */
  async function filesOf(req: Request): Promise<FileChange> {
    const why = filesRefused(req)
    if (why) throw invalidField('files', why)
    const add: StoredItemFile[] = []
    for (const { name, read } of uploadedFiles(req))
      add.push(await storeItemFile(ctx, { name, bytes: await read() }))
    return { add, drop: dropIn(req) }
  }

  /** @throws Refusal unless the item is a draft */
  async function draftOf(req: Request, number: string) {
    demand(req, 'writeItems', '写公开信息')
    const item = await findVisibleItem(ctx, officerOf(req), number)
    if (item.status !== 'draft')
      throw new Refusal('move_refused', '现在不是草稿，不能改。要改请先收回，或退回修改。')
    return item
  }

  async function refuse(req: Request, res: Response, number: string | null, error: unknown): Promise<void> {
    const isShown =
      error instanceof Refusal && ['invalid_field', 'stale', 'unsupported_type'].includes(error.code)
    if (!isShown) throw error
    const typed = typedIn(req)
    const stale = error.code === 'stale'
    const problems = problemsOf(error.extra.errors)
    // A browser cannot put files back into a form.
    const again = uploadedFiles(req).length > 0 || filesRefused(req) ? '附件请再选一次。' : ''
    await show(
      req,
      res,
      number,
      {
        typed,
        drop: dropIn(req),
        problems,
        // A stale form has the version that is there now: saving it again is a decision.
        ...(!stale && number !== null && { version: wholeNumber(fieldOf(req, 'version')) }),
        stale,
        problem: `${error.code === 'invalid_field' ? '有内容需要改正，见下面的红字。' : error.detail}${again}`,
      },
      error.status,
    )
  }

  router.get('/items/new', async (req, res) => {
    demand(req, 'writeItems', '写公开信息')
    const typed = { columnId: queryOf(req, 'column'), areaId: queryOf(req, 'area') }
    await show(req, res, null, { typed })
  })

  router.post('/items/new', async (req, res) => {
    demand(req, 'writeItems', '写公开信息')
    const officer = officerOf(req)
    try {
      const input = inputOf(typedIn(req))
      checkItem(ctx, officer, checked(itemInput, input))
      const number = await createItem(ctx, officer, input, await filesOf(req))
      res.redirect(303, `/desk/items/${number}?done=item-begun`)
    } catch (error) {
      await refuse(req, res, null, error)
    }
  })

  router.get('/items/:item/edit', async (req, res) => {
    const { item: number } = req.params
    const item = await draftOf(req, number)
    const { text } = await viewItem(ctx, officerOf(req), number)
    await show(req, res, number, {
      typed: {
        columnId: item.columnId,
        areaId: item.areaId ?? '',
        title: text.title,
        body: text.body,
        openness: item.openness,
        legalReason: item.legalReason ?? '',
        namesReason: text.namesReason ?? '',
        endsOn: item.endsOn ?? '',
        consultation: item.consultation ? 'yes' : '',
      },
      notice: doneOf(req),
    })
  })

  router.post('/items/:item/edit', async (req, res) => {
    const { item: number } = req.params
    await draftOf(req, number)
    const officer = officerOf(req)
    const version = wholeNumber(fieldOf(req, 'version'))
    if (version < 1) throw new Refusal('malformed', '请求格式不对，请刷新后再试。')
    try {
      const input = inputOf(typedIn(req))
      checkItem(ctx, officer, checked(itemInput, input))
      await saveDraft(ctx, officer, number, input, version, await filesOf(req))
      res.redirect(303, `/desk/items/${number}?done=item-saved`)
    } catch (error) {
      await refuse(req, res, number, error)
    }
  })

  /** Changes nothing: the text as readers will see it; without script on the reloaded form. */
  async function preview(req: Request, res: Response, number: string | null): Promise<void> {
    const text = fieldOf(req, 'body')
    if (req.get('hx-request')) return void res.type('html').send(render(h(Preview, { text })))
    const version = wholeNumber(fieldOf(req, 'version'))
    await show(req, res, number, {
      typed: typedIn(req),
      drop: dropIn(req),
      ...(version > 0 && { version }),
      preview: text,
      notice: '预览在正文下面，还没有存。附件请在存的时候选。',
    })
  }

  router.post('/items/new/preview', async (req, res) => {
    demand(req, 'writeItems', '写公开信息')
    await preview(req, res, null)
  })

  router.post('/items/:item/edit/preview', async (req, res) => {
    await draftOf(req, req.params.item)
    await preview(req, res, req.params.item)
  })

  return router
}
