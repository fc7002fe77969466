import { z } from 'zod'
import { KINDS } from '../office/kinds.ts'

/** The digest as the API gives it and the database stores it. The OpenAPI document is made from this schema. */

const count = z.int().nonnegative()
/** A count that older stored digests do not have. */
const later = count.default(0)
/** 0–1, or null when there was nothing to divide by (printed as 无). */
const rate = z.number().min(0).max(1).nullable()
const civilDate = z.string().regex(/^\d{4}-\d\d-\d\d$/)

const periodSchema = z
  .strictObject({ week: z.string(), from: civilDate, to: civilDate })
  .meta({ id: 'Period' })

const breakdownRowSchema = z
  .strictObject({
    /** Of flows/office.yaml, a kind or a channel; null where none is known yet. */
    id: z.string().nullable(),
    received: count,
    concluded: count,
    carriedOut: count,
    overdue: count,
    cohort: count,
    answered: count,
    answeredOnTime: count,
    replyRate: rate,
    onTimeRate: rate,
  })
  .meta({ id: 'DigestRow' })

const digestItemSchema = z
  .strictObject({
    number: z.string(),
    kind: z.enum(KINDS),
    areaId: z.string().nullable(),
    departmentId: z.string().nullable(),
    officerId: z.int().nullable(),
    dueOn: civilDate,
    /** Days past `dueOn` at the end of the period; 0 when not overdue. */
    daysOverdue: count,
    supervised: z.boolean(),
  })
  .meta({ id: 'DigestItem' })

/** `count` is the whole; `items` the first of them by due date. */
const listSchema = z.strictObject({ count, items: z.array(digestItemSchema) }).meta({ id: 'DigestList' })

const weekFiguresSchema = z
  .strictObject({
    week: z.string(),
    cohort: count,
    answered: count,
    answeredOnTime: count,
    replyRate: rate,
    onTimeRate: rate,
    /** 95 % Wilson interval of onTimeRate. */
    interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  })
  .meta({ id: 'WeekFigures' })

export const digestSchema = z
  .strictObject({
    period: periodSchema,
    /** The version of the counting rules. */
    definition: z.string(),
    /** Newly owed in the period: new numbers and reopened ones (`reopened` of them). */
    received: count,
    reopened: count,
    carriedIn: count,
    /** No longer owed: answered, declined, withdrawn by the resident, or set aside (advertising, a test). */
    concluded: count,
    concludedBy: z.strictObject({ answered: count, declined: count, withdrawn: count, setAside: later }),
    carriedOut: count,
    /** carriedIn + received = concluded + carriedOut, and each number issued is in one state. A digest that is not balanced is not sent. */
    balanced: z.boolean(),
    /** Every number ever issued, each in exactly one state at the end of the period: issued is the sum of the rest. */
    numbers: z.strictObject({
      issued: count,
      owed: count,
      answered: count,
      declined: count,
      withdrawn: count,
      setAside: later,
    }),
    /** Owed at the end of the period and not yet due by the original date. */
    notYetDue: count,
    /** Numbers whose original due date fell in the period, without those the resident withdrew. */
    cohort: count,
    answered: count,
    answeredOnTime: count,
    replyRate: rate,
    onTimeRate: rate,
    /** The same on the extended date: numbers whose present due date fell in the period. */
    cohortExtended: count,
    answeredOnTimeExtended: count,
    onTimeRateExtended: rate,
    declined: count,
    withdrawn: count,
    /** In the cohort, and never answered: advertising and tests, each with a code and a named officer. */
    setAside: later,
    merged: count,
    extensions: count,
    clockStops: z.strictObject({ count, days: count }),
    /** Replies given in the period. delivered + undelivered = replied; read is a part of delivered. */
    delivery: z.strictObject({ replied: count, delivered: count, read: count, undelivered: count }),
    /** Replies whose thirty days were over in the period, and how many were not reopened in them. */
    stood: z.strictObject({ answers: count, stood: count, rate }),
    ratings: z.strictObject({
      invited: count,
      rated: count,
      distribution: z.strictObject({ '1': count, '2': count, '3': count, '4': count, '5': count }),
      /** Share of 4 and 5 with its 95 % Wilson interval; null under 30 ratings. */
      satisfied: z.strictObject({ rate: z.number(), low: z.number(), high: z.number() }).nullable(),
    }),
    byKind: z.array(breakdownRowSchema),
    byDepartment: z.array(breakdownRowSchema),
    byArea: z.array(breakdownRowSchema),
    byCategory: z.array(breakdownRowSchema),
    byChannel: z.array(breakdownRowSchema),
    /** At the end of the period, so that counting it again later gives the same. */
    overdueNow: listSchema,
    dueNextWeek: listSchema,
    lastWeek: weekFiguresSchema,
    /** Null when that year had no week of this number. */
    sameWeekLastYear: weekFiguresSchema.nullable(),
    /** Eight weeks, this one last. */
    trailing: z.array(weekFiguresSchema),
    /** The checkpoint (docs/ledger.md) from which the numbers can be computed again; null when there was none yet. */
    ledger: z.strictObject({ size: count, root: z.string(), checkpoint: z.string() }).nullable().meta({
      description:
        '这一期对应的台账检查点：条数、根（base64）和签了名的全文，规则见 docs/ledger.md；台账开始之前的、还没有存的为 null',
    }),
  })
  .meta({ id: 'Digest' })

export type Digest = z.infer<typeof digestSchema>
export type DigestItem = z.infer<typeof digestItemSchema>
export type BreakdownRow = z.infer<typeof breakdownRowSchema>
export type WeekFigures = z.infer<typeof weekFiguresSchema>
