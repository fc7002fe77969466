import type { Db } from '../base/database.ts'

export interface SampleFrom {
  /** Instants: received at or after, and before. */
  from: Date
  until: Date
  kind: string | null
  departmentId: string | null
  upToId: number
}

/** Ids read at a time, by the index on receipt, so that the whole range is never in memory. */
const PORTION = 1000

/** The numbers a sample is drawn from, in parts. */
export async function* populationOf(db: Db, where: SampleFrom) {
  let after: { receivedAt: Date; id: number } | undefined
  for (;;) {
    const rows: { id: number; number: string; receivedAt: Date }[] = await db.case.findMany({
      where: {
        receivedAt: { gte: after?.receivedAt ?? where.from, lt: where.until },
        id: { lte: where.upToId },
        ...(where.kind && { kind: where.kind }),
        ...(where.departmentId && { departmentId: where.departmentId }),
        ...(after && { OR: [{ receivedAt: { gt: after.receivedAt } }, { id: { gt: after.id } }] }),
      },
      orderBy: [{ receivedAt: 'asc' }, { id: 'asc' }],
      take: PORTION,
      select: { id: true, number: true, receivedAt: true },
    })
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < PORTION) return
    after = last
  }
}

export const lastCaseId = async (db: Db): Promise<number> =>
  (await db.case.findFirst({ orderBy: { id: 'desc' }, select: { id: true } }))?.id ?? 0

export interface NewSample {
  seed: string
  from: string
  to: string
  kind: string | null
  departmentId: string | null
  size: number
  upToId: number
  population: number
  drawnById: number
  drawnBy: string
  drawnAt: Date
}

export const addSample = (db: Db, sample: NewSample, caseIds: readonly number[]) =>
  db.sample.create({
    data: { ...sample, items: { create: caseIds.map((caseId, i) => ({ ordinal: i + 1, caseId })) } },
  })

export const samplesBefore = (db: Db, before: number | undefined, take: number) =>
  db.sample.findMany({
    where: before ? { id: { lt: before } } : {},
    orderBy: { id: 'desc' },
    take,
    include: { items: { select: { verdict: true } } },
  })

const OF_CASE = {
  number: true,
  title: true,
  kind: true,
  status: true,
  areaId: true,
  departmentId: true,
  officerId: true,
  firstTakerId: true,
  receivedAt: true,
  replyDueOn: true,
  answeredAt: true,
  rating: true,
} as const

export const sampleById = (db: Db, id: number) =>
  db.sample.findUnique({
    where: { id },
    include: { items: { orderBy: { ordinal: 'asc' }, include: { case: { select: OF_CASE } } } },
  })

/** A sample with what was found, and of each case what does not tell whose it is; names only to keep them out of texts. */
export const resultsOf = (db: Db, id: number) =>
  db.sample.findUnique({
    where: { id },
    include: {
      items: {
        orderBy: { ordinal: 'asc' },
        select: {
          ordinal: true,
          verdict: true,
          finding: true,
          case: {
            select: {
              kind: true,
              status: true,
              areaId: true,
              departmentId: true,
              receivedAt: true,
              replyDueOn: true,
              answeredAt: true,
              nameSealed: true,
              phoneSealed: true,
              officer: { select: { name: true } },
            },
          },
        },
      },
    },
  })

export const findingOf = (
  db: Db,
  sampleId: number,
  ordinal: number,
  data: { verdict: string; finding: string; foundById: number; foundBy: string; foundAt: Date },
) => db.sampleItem.updateMany({ where: { sampleId, ordinal }, data })

/** What inspections found on one case. */
export const findingsOn = (db: Db, number: string) =>
  db.sampleItem.findMany({
    where: { case: { number }, foundAt: { not: null } },
    orderBy: { foundAt: 'desc' },
    select: { sampleId: true, verdict: true, finding: true, foundBy: true, foundAt: true },
  })
