import { z } from 'zod'
import { givenDate } from '../base/given-date.ts'
import { KINDS } from './kinds.ts'
import { retentionSchema } from './retention.ts'
import { ROLES, type Role } from './roles.ts'
import { supervisionSchema } from './supervision-rules.ts'

/** Schema of flows/office.yaml, which describes the office. Ids are stable; names may change. */

const id = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, '只能用小写字母、数字和连字符')

const length = z.union([
  z.strictObject({ workingDays: z.int().positive().max(365) }),
  z.strictObject({ calendarDays: z.int().positive().max(365) }),
  z.strictObject({ hours: z.int().positive().max(240) }),
])

/** Deadlines of one kind of case. `article` is the law or promise a resident may read. */
const deadlineRule = z.strictObject({
  accept: length,
  reply: length,
  /** The longest extension, granted once by a manager. */
  extension: length.optional(),
  article: z.string().min(1),
  /** The statutory limit in working days, where there is one; 提速 is measured against it. */
  statutoryWorkingDays: z.int().positive().max(365).optional(),
  /** What asking the resident for more does to the reply clock. */
  whileAwaitingResident: z.enum(['runs', 'stops', 'restarts']).default('runs'),
})
export type DeadlineRule = z.infer<typeof deadlineRule>

/** What can be scored. `target` is a share (0–1) where the measure has one. */
const MEASURES = [
  'on-time',
  'replied',
  'first-reply',
  'returned',
  'reopened',
  'ratings',
  'promise-speed',
  'handling-speed',
  'visits',
] as const

const assessmentIndicator = z.strictObject({
  measure: z.enum(MEASURES),
  points: z.number().positive().max(100),
  target: z.number().min(0).max(1).optional(),
})
export type Indicator = z.infer<typeof assessmentIndicator>

/** What becomes of published items in the official account: an editor publishes the drafts, the service does, or nothing. */
const ARTICLE_MODES = ['draft', 'publish', 'off'] as const
export type ArticleMode = (typeof ARTICLE_MODES)[number]

export const officeSchema = z.strictObject({
  name: z.string().min(1),
  shortName: z.string().min(1).max(12),
  /** The bot's name. */
  botName: z.string().min(1).max(12),
  phone: z.string().min(1),
  address: z.string().min(1),
  /** Opening hours of every working day, Shanghai time. */
  hours: z
    .array(
      z.strictObject({
        from: z.string().regex(/^\d\d:\d\d$/),
        to: z.string().regex(/^\d\d:\d\d$/),
      }),
    )
    .min(1),
  departments: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1),
        phone: z.string().optional(),
        covers: z.string().optional(),
      }),
    )
    .min(1),
  areas: z
    .array(z.strictObject({ id, name: z.string().min(1), aliases: z.array(z.string()).default([]) }))
    .min(1),
  categories: z
    .array(
      z.strictObject({
        id,
        name: z.string().min(1),
        department: id,
        /** Words that suggest this category. */
        words: z.array(z.string()).default([]),
        urgent: z.boolean().default(false),
      }),
    )
    .min(1),
  deadlines: z.strictObject({
    ...(Object.fromEntries(KINDS.map(kind => [kind, deadlineRule])) as Record<
      (typeof KINDS)[number],
      typeof deadlineRule
    >),
    urgent: deadlineRule,
  }),
  /** Days after an unrated reply until the case closes by itself. */
  closeAfterDays: z.int().positive().default(15),
  /** 明查暗访: by when a department answers what a visit found. */
  visits: z.strictObject({ answerWorkingDays: z.int().min(1).max(60).default(5) }).prefault({}),
  /** 电子监察: when a case gets 预警, 黄牌 or 红牌. See domain/numbers/supervision. */
  supervision: supervisionSchema,
  /** How long texts are kept, by kind of case and for conversations; see domain/office/retention. */
  retention: retentionSchema,
  digest: z.strictObject({
    /** Officer logins that receive it on their linked channels (WeChat, Telegram). */
    recipients: z.array(z.string()).default([]),
    /** Mailboxes that receive it; `department`: only that department's. */
    mail: z
      .array(
        z.strictObject({
          to: z.email('应是邮箱地址'),
          department: id.optional(),
          periods: z
            .array(z.enum(['week', 'month', 'quarter']))
            .min(1)
            .default(['week', 'month', 'quarter']),
        }),
      )
      .default([]),
  }),
  /** 两步登录: the roles that must have a second factor (every officer may have one); and the security contact. */
  security: z
    .strictObject({
      secondFactor: z.union([z.literal('all'), z.array(z.enum(ROLES)).min(1)]).optional(),
      /** Whom to tell about a vulnerability, in `/.well-known/security.txt`. One address on one line. */
      contact: z
        .string()
        .max(200)
        .regex(
          /^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\+?[\d-]+)$/,
          '写成 mailto:邮箱、https://网址 或 tel:电话',
        )
        .optional(),
    })
    .default({}),
  /** 量化考核: what a department is scored by; the points are the weights. See domain/numbers/assessment. */
  assessment: z.array(assessmentIndicator).default([]),
  /** Laws and rules that changed: public replies that cite one of them in 《》 from before are to be reviewed. */
  laws: z
    .array(z.strictObject({ name: z.string().trim().min(2).max(80), changedOn: givenDate() }))
    .default([]),
  wechatArticles: z.enum(ARTICLE_MODES).default('draft'),
  emergency: z
    .array(
      z.strictObject({
        words: z.array(z.string()).min(1),
        name: z.string(),
        phone: z.string(),
        /** Text that replaces the default “call this number”. */
        say: z.string().trim().min(1).max(400).optional(),
      }),
    )
    .default([]),
})

export type Office = z.infer<typeof officeSchema>

/** Whether this role must set up a second factor before using the desk. */
export const needsSecondFactor = ({ security: { secondFactor = [] } }: Office, role: Role): boolean =>
  secondFactor === 'all' || secondFactor.includes(role)
