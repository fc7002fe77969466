import { z } from 'zod'
import type { OfficerMove } from '../../domain/cases/moves.ts'
import { digestSchema } from '../../domain/numbers/digest-schema.ts'
import { onceForKey } from '../../usecases/base/once-for-key.ts'
import { moveCase } from '../../usecases/cases/moving/move-case.ts'
import { openCase } from '../../usecases/cases/moving/open-case.ts'
import { issueCode } from '../../usecases/cases/own/case-codes.ts'
import { listCases } from '../../usecases/cases/shown/list-cases.ts'
import { viewCase } from '../../usecases/cases/shown/view-case.ts'
import { getDigest } from '../../usecases/numbers/make-digest.ts'
import { officerOfActor } from '../../usecases/people/officer-of-actor.ts'
import { type Operation, operation } from './operation.ts'
import { etagOf, presentCase, presentDeadlines, presentItem, versionOf } from './present.ts'
import * as s from './schemas.ts'

const byNumber = z.object({ number: z.string().max(20) })
const withEtag = z.object({ ETag: z.string().meta({ description: '这件的版本；办理时放进 If-Match' }) })

/** Moves that need a second person's approval. */
const APPROVING: ReadonlySet<string> = new Set<OfficerMove>(['approve', 'return', 'publish'])

/** Every route of /api/v1, in the order of the documentation. */
export const OPERATIONS: readonly Operation[] = [
  operation({
    id: 'createCase',
    method: 'post',
    path: '/cases',
    summary: '登记一件诉求（来电、来访、来信或其他系统转来）',
    scope: 'cases:write',
    headers: z.object({
      'Idempotency-Key': z
        .string()
        .max(200)
        .optional()
        .meta({ description: '同一个值重复提交只登记一件；内容不同则返回 409' }),
    }),
    body: s.newCase,
    success: { status: 201, description: '已登记', schema: s.caseOpened },
    refusals: [400, 409, 413, 415, 422],
    async handle({ ctx, by, body, header }) {
      const open = async (submissionKey?: string) => {
        const opened = await openCase(ctx, body, by, submissionKey ? { submissionKey } : {})
        return {
          number: opened.number,
          status: opened.case.status,
          trackingUrl: (await issueCode(ctx, opened.number, by, 'api')).url,
          deadlines: presentDeadlines(opened.case.deadlines),
        }
      }
      const key = header('idempotency-key')
      const answer = key === undefined ? await open() : await onceForKey(ctx, by.id, key, body, open)
      return { status: 201, body: answer, headers: { Location: `/api/v1/cases/${answer.number}` } }
    },
  }),
  operation({
    id: 'listCases',
    method: 'get',
    path: '/cases',
    summary: '诉求列表，新的在前；只有本人看得到的',
    scope: 'read',
    query: s.listQuery,
    success: { status: 200, description: '一页', schema: s.caseList },
    refusals: [400, 422],
    async handle({ ctx, by, query }) {
      const { overdue, ...filter } = query
      const { items, nextCursor } = await listCases(
        ctx,
        { ...withoutUndefined(filter), view: 'all', ...(overdue && { overdue: overdue === 'true' }) },
        by,
      )
      return { status: 200, body: { items: items.map(presentItem), nextCursor } }
    },
  }),
  operation({
    id: 'getCase',
    method: 'get',
    path: '/cases/{number}',
    summary: '一件诉求',
    scope: 'read',
    params: byNumber,
    success: { status: 200, description: '这件诉求', schema: s.apiCase, headers: withEtag },
    refusals: [404],
    async handle({ ctx, by, params }) {
      const view = await viewCase(ctx, params.number, by)
      return { status: 200, body: presentCase(view), headers: { ETag: etagOf(view) } }
    },
  }),
  operation({
    id: 'moveCase',
    method: 'post',
    path: '/cases/{number}/moves',
    summary: '办理：受理、分派、答复、审核……',
    scope: ({ move }) => (APPROVING.has(move) ? 'cases:approve' : 'cases:write'),
    params: byNumber,
    headers: z.object({
      'If-Match': z.string().optional().meta({ description: '看到的版本；已被别人办理过则返回 412' }),
    }),
    body: s.moveRequest,
    success: { status: 200, description: '办理后的诉求', schema: s.apiCase, headers: withEtag },
    refusals: [400, 404, 409, 412, 413, 415, 422],
    async handle({ ctx, by, params, body, header }) {
      const { move, ...input } = body as { move: OfficerMove }
      const version = versionOf(header('if-match'))
      const view = await moveCase(
        ctx,
        params.number,
        move,
        input,
        by,
        version === undefined ? {} : { version },
      )
      return { status: 200, body: presentCase(view), headers: { ETag: etagOf(view) } }
    },
  }),
  operation({
    id: 'getDigest',
    method: 'get',
    path: '/digests/{week}',
    summary: '一周的周报；周一 8:30 之前是截至此刻的数字',
    scope: 'read',
    params: z.object({ week: z.string().max(10).meta({ example: '2026-W46' }) }),
    success: { status: 200, description: '周报', schema: digestSchema },
    refusals: [400],
    handle: async ({ ctx, by, params }) => ({
      status: 200,
      body: (await getDigest(ctx, params.week, by)).digest,
    }),
  }),
  operation({
    id: 'listDepartments',
    method: 'get',
    path: '/departments',
    summary: '承办单位',
    scope: 'read',
    success: { status: 200, description: '全部', schema: s.departments },
    refusals: [],
    handle: async ({ ctx }) => ({
      status: 200,
      body: { items: ctx.content().office.departments.map(withoutUndefined) },
    }),
  }),
  operation({
    id: 'listAreas',
    method: 'get',
    path: '/areas',
    summary: '村（社区）',
    scope: 'read',
    success: { status: 200, description: '全部', schema: s.areas },
    refusals: [],
    handle: async ({ ctx }) => ({ status: 200, body: { items: ctx.content().office.areas } }),
  }),
  operation({
    id: 'listCategories',
    method: 'get',
    path: '/categories',
    summary: '诉求类别和通常的承办单位',
    scope: 'read',
    success: { status: 200, description: '全部', schema: s.categories },
    refusals: [],
    handle: async ({ ctx }) => ({
      status: 200,
      body: {
        items: ctx
          .content()
          .office.categories.map(({ id, name, department, urgent }) => ({ id, name, department, urgent })),
      },
    }),
  }),
  operation({
    id: 'findGuides',
    method: 'get',
    path: '/guides',
    summary: '办事指南；有 q 时按相近程度排列',
    scope: 'read',
    query: s.guideQuery,
    success: { status: 200, description: '指南', schema: s.guideList },
    refusals: [422],
    async handle({ ctx, query }) {
      const { guides, findGuides } = ctx.content()
      const scores = query.q ? findGuides(query.q).hits.map(h => [h.id, h.score] as const) : undefined
      const ids = scores ?? [...guides.keys()].map(id => [id, undefined] as const)
      const items = ids.flatMap(([id, score]) => {
        const guide = guides.get(id)
        if (!guide) return []
        const { title, department } = guide
        const url = `${ctx.config.baseUrl}/guides/${id}`
        return [{ id, title, department, url, ...(score !== undefined && { score }) }]
      })
      return { status: 200, body: { items } }
    },
  }),
  operation({
    id: 'whoAmI',
    method: 'get',
    path: '/me',
    summary: '令牌属于谁',
    scope: 'read',
    success: { status: 200, description: '工作人员', schema: s.me },
    refusals: [],
    handle: async ({ ctx, by }) => ({ status: 200, body: await officerOfActor(ctx, by) }),
  }),
]

/** For exactOptionalPropertyTypes: a key that is absent, not undefined. */
function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
