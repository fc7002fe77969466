import { z } from 'zod'
import 'zod-openapi' // types of .meta({ id })
import { ERRORS, type ErrorCode } from '../../domain/base/errors.ts'
import { CHANNELS } from '../../domain/base/message.ts'
import { STATUSES } from '../../domain/cases/case.ts'
import { EVENT_TYPES } from '../../domain/cases/events.ts'
import { MOVES, OFFICER_MOVES, type OfficerMove } from '../../domain/cases/moves.ts'
import { KINDS } from '../../domain/office/kinds.ts'
import { ROLES } from '../../domain/office/roles.ts'
import { openCaseInput } from '../../usecases/cases/moving/open-case.ts'

/** The API's shapes. Requests are checked with them, responses are tested against them, OpenAPI is made of them. */

const civilDate = z.iso.date().meta({ description: '日期（北京时间）', example: '2026-11-23' })
const instant = z.iso.datetime().meta({ description: '时刻，ISO 8601（UTC）' })
const caseNumber = z.string().meta({ description: '诉求编号', example: '2026-000123-4' })

export const problem = z
  .object({
    type: z.string(),
    status: z.int(),
    code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
    title: z.string(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457。code 的全部取值见 docs/errors.md' })

export const newCase = openCaseInput
  .extend({ channel: z.enum(['phone', 'visit', 'letter', 'api']) })
  .meta({ id: 'NewCase' })

const provisional = z.boolean().meta({ description: '该年度的放假安排还没有公布，日期可能调整' })

const deadline = z
  .object({
    dueOn: civilDate,
    originalDueOn: civilDate,
    provisional,
    explanation: z.string(),
  })
  .meta({ id: 'Deadline' })
const deadlines = z.object({ accept: deadline, reply: deadline })

export const caseOpened = z
  .object({
    number: caseNumber,
    status: z.enum(STATUSES),
    trackingUrl: z
      .url()
      .meta({ description: '给群众的查询链接；码是这次单独发的，记入审计，可在办件台作废' }),
    deadlines,
  })
  .meta({ id: 'CaseOpened' })

const person = z.object({ login: z.string(), name: z.string() })

const attachments = z.array(
  z.object({
    id: z.int(),
    kind: z.enum(['photo', 'voice', 'video', 'file']),
    status: z.enum(['pending', 'stored', 'failed']),
    mime: z.string().nullable(),
    name: z.string().nullable(),
  }),
)

export const apiCase = z
  .object({
    number: caseNumber,
    kind: z.enum(KINDS),
    status: z.enum(STATUSES),
    channel: z.enum(CHANNELS),
    title: z.string(),
    text: z.string(),
    area: z.string().nullable(),
    category: z.string().nullable(),
    department: z.string().nullable(),
    assignee: person.nullable(),
    firstTaker: person.nullable(),
    anonymous: z.boolean(),
    place: z.string().nullable(),
    urgent: z.boolean(),
    receivedAt: instant,
    deadlines,
    overdue: z.boolean(),
    replies: z.array(
      z.object({
        text: z.string(),
        draftedBy: z.string(),
        approvedBy: z.string().nullable(),
        approvedAt: instant.nullable(),
        delivery: z.enum(['queued', 'sent', 'delivered', 'read', 'held', 'undeliverable']),
        attachments,
      }),
    ),
    pending: z
      .object({
        text: z.string(),
        status: z.enum(['draft', 'submitted', 'returned']),
        purpose: z.enum(['answer', 'decline']),
        draftedBy: z.string(),
        reviewNote: z.string().nullable(),
        attachments,
      })
      .nullable(),
    events: z.array(
      z.object({
        seq: z.int(),
        type: z.enum(EVENT_TYPES),
        at: instant,
        by: z.string(),
        via: z
          .enum(['chat', 'code', 'counter'])
          .optional()
          .meta({ description: '群众的操作怎么来的：对话、查询码、窗口代办' }),
        confirmed: z
          .enum(['chat', 'phone'])
          .optional()
          .meta({ description: '除查询码外还核对了什么：本人在对话里确认、登记的电话' }),
      }),
    ),
    attachments,
    rating: z.int().min(1).max(5).nullable(),
    ratingText: z.string().nullable(),
    mergedInto: caseNumber.nullable(),
    merged: z.array(caseNumber),
    moves: z.array(z.enum(OFFICER_MOVES)).meta({ description: '持令牌的工作人员现在可以做的办理' }),
  })
  .meta({ id: 'Case' })

export const caseList = z
  .object({
    items: z.array(
      z
        .object({
          number: caseNumber,
          kind: z.enum(KINDS),
          status: z.enum(STATUSES),
          channel: z.enum(CHANNELS),
          title: z.string(),
          area: z.string().nullable(),
          category: z.string().nullable(),
          department: z.string().nullable(),
          assignee: person.nullable(),
          receivedAt: instant,
          dueOn: civilDate,
          provisional,
          overdue: z.boolean(),
          urgent: z.boolean(),
          held: z.boolean().meta({ description: '短时间内来得太多，先放在“待核”，等人看过' }),
          rating: z.int().nullable(),
        })
        .meta({ id: 'CaseListItem' }),
    ),
    nextCursor: z.string().nullable().meta({ description: '传给 cursor 取下一页；null 表示没有了' }),
  })
  .meta({ id: 'CaseList' })

const flag = z.enum(['true', 'false'])

export const listQuery = z.strictObject({
  status: z.enum(STATUSES).optional(),
  kind: z.enum(KINDS).optional(),
  department: z.string().max(40).optional(),
  area: z.string().max(40).optional(),
  category: z.string().max(40).optional(),
  assignee: z.string().max(60).optional().meta({ description: '登录名' }),
  overdue: flag.optional(),
  q: z.string().trim().max(100).optional().meta({ description: '编号、标题或正文里的字' }),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  cursor: z.string().max(200).optional(),
})

/** One body for every move an officer may make: `move` says which, the rest is what that move takes. */
export const moveRequest = z
  .discriminatedUnion(
    'move',
    OFFICER_MOVES.map(name =>
      MOVES[name].input.extend({ move: z.literal(name) }).meta({ description: MOVES[name].about }),
    ) as unknown as [z.ZodObject<{ move: z.ZodLiteral<OfficerMove> }>],
  )
  .meta({ id: 'Move' })

const named = { id: z.string(), name: z.string() }
const listOf = <T extends z.ZodRawShape>(shape: T) => z.object({ items: z.array(z.object(shape)) })

export const departments = listOf({ ...named, phone: z.string().optional(), covers: z.string().optional() })
export const areas = listOf({ ...named, aliases: z.array(z.string()) })
export const categories = listOf({ ...named, department: z.string(), urgent: z.boolean() })

export const guideQuery = z.strictObject({ q: z.string().trim().max(200).optional() })
export const guideList = listOf({
  id: z.string(),
  title: z.string(),
  department: z.string(),
  url: z.url(),
  score: z.number().optional().meta({ description: '有 q 时：与问题的相近程度，越大越近' }),
})

export const me = z
  .object({
    id: z.int(),
    login: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    department: z.string().nullable(),
  })
  .meta({ id: 'Me' })
