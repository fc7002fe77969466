import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { addDays, daysBetween, instantOf, shanghaiDate } from '../../domain/base/civil-date.ts'
import { invalidField, Refusal } from '../../domain/base/errors.ts'
import { givenDate } from '../../domain/base/given-date.ts'
import { count, type Table, text } from '../../domain/base/table.ts'
import { isReadable, tidyText } from '../../domain/base/text/visible-text.ts'
import { STATUS_NAMES, type Status } from '../../domain/cases/case.ts'
import { Draw, VERDICTS, type Verdict } from '../../domain/numbers/sample.ts'
import { KIND_NAMES, KINDS, type Kind } from '../../domain/office/kinds.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { canSee, may, scopeOf } from '../../domain/people/policy.ts'
import {
  addSample,
  findingOf,
  findingsOn,
  lastCaseId,
  populationOf,
  type SampleFrom,
  sampleById,
  samplesBefore,
} from '../../store/numbers/samples.ts'
import { addAudit } from '../../store/people/officers.ts'
import { checked } from '../base/checked.ts'
import type { Context } from '../base/context.ts'
import { namesOf } from '../cases/moving/open-case.ts'
import { shownText } from '../office/shown-text.ts'

/** Inspection by random sample: an auditor draws cases and records findings; the cases do not change. */

const MOST_DAYS = 366
const PAGE = 30

const drawShape = z
  .strictObject({
    from: givenDate('日期写成 2026-11-01'),
    to: givenDate(),
    kind: z.enum(KINDS, '请选类型').optional(),
    departmentId: z.string().max(40).optional(),
    size: z.coerce.number('写个数').int('写整数').min(1, '至少 1 件').max(200, '最多 200 件'),
    /** Given to draw the same sample again; random by default. */
    seed: z
      .string()
      .regex(/^[0-9a-zA-Z-]{4,64}$/, '种子是 4 到 64 个字母或数字')
      .optional(),
  })
  .refine(d => d.from <= d.to, { path: ['to'], message: '不能早于开始的日期' })
  .refine(d => daysBetween(d.from, d.to) < MOST_DAYS, { path: ['to'], message: '最多一年' })

type Officer = Actor & { id: number; name: string }

async function draw(ctx: Context, where: SampleFrom, seed: string, size: number) {
  const drawn = new Draw<{ id: number; number: string }>(seed, size)
  for await (const portion of populationOf(ctx.db.read, where)) drawn.add(portion)
  return { items: drawn.result(), population: drawn.population }
}

const whereOf = (s: {
  from: string
  to: string
  kind?: string | null | undefined
  departmentId?: string | null | undefined
  upToId: number
}): SampleFrom => ({
  from: instantOf(s.from),
  until: instantOf(addDays(s.to, 1)),
  kind: s.kind ?? null,
  departmentId: s.departmentId ?? null,
  upToId: s.upToId,
})

/**
 * Draws a sample and stores it with its seed. Returns its id.
 * @throws Refusal `forbidden`, `invalid_field`
 */
export async function drawSample(ctx: Context, by: Officer, given: unknown): Promise<number> {
  if (!may(by, 'inspect')) throw new Refusal('forbidden', '只有监督员能抽查。')
  const {
    from,
    to,
    kind,
    departmentId,
    size,
    seed = randomBytes(8).toString('hex'),
  } = checked(drawShape, given)
  if (to > shanghaiDate(ctx.now())) throw invalidField('to', '不能晚于今天')
  if (departmentId && !ctx.content().office.departments.some(d => d.id === departmentId))
    throw invalidField('departmentId', '没有这个承办单位')
  const upToId = await lastCaseId(ctx.db.read)
  const { items, population } = await draw(ctx, whereOf({ from, to, kind, departmentId, upToId }), seed, size)
  if (population === 0) throw invalidField('from', '这段时间里没有这样的诉求件')
  return ctx.db.inTransaction(async tx => {
    const sample = await addSample(
      tx,
      {
        seed,
        from,
        to,
        kind: kind ?? null,
        departmentId: departmentId ?? null,
        size,
        upToId,
        population,
        drawnById: by.id,
        drawnBy: by.name,
        drawnAt: ctx.now(),
      },
      items.map(i => i.id),
    )
    await addAudit(tx, { at: ctx.now(), officerId: by.id, action: 'sample.draw', target: String(sample.id) })
    return sample.id
  })
}

function reads(by: Actor): void {
  if (!may(by, 'seeInspections')) throw new Refusal('forbidden', '您的角色不能看抽查。')
}

/** A page of samples, latest first; a department's manager sees those of that department alone. */
export async function listSamples(ctx: Context, by: Actor, before?: number) {
  reads(by)
  const rows = await samplesBefore(ctx.db.read, before, PAGE + 1)
  const scope = scopeOf(by)
  const page = rows.slice(0, PAGE)
  return {
    samples: page
      .filter(s => scope === null || s.departmentId === scope)
      .map(({ items, ...s }) => ({
        ...s,
        about: aboutOf(ctx, s),
        looked: items.filter(i => i.verdict !== null).length,
        bad: items.filter(i => i.verdict === 'bad').length,
        drawn: items.length,
      })),
    next: rows.length > PAGE ? page.at(-1)!.id : null,
  }
}

const aboutOf = (ctx: Context, s: { kind: string | null; departmentId: string | null }) =>
  [
    s.departmentId ? (namesOf(ctx.content()).department(s.departmentId) ?? s.departmentId) : '全单位',
    s.kind ? KIND_NAMES[s.kind as Kind] : '全部类型',
  ].join('，')

export type SampleView = Awaited<ReturnType<typeof viewSample>>

/** @throws Refusal `forbidden`, `not_found` (also of another department for its manager) */
export async function viewSample(ctx: Context, by: Actor, id: number) {
  reads(by)
  const sample = await sampleById(ctx.db.read, id)
  const scope = scopeOf(by)
  if (!sample || (scope !== null && sample.departmentId !== scope))
    throw new Refusal('not_found', '没有这次抽查。')
  const names = namesOf(ctx.content())
  const shown = shownText(ctx)
  const { items, ...rest } = sample
  return {
    ...rest,
    about: aboutOf(ctx, sample),
    mayWrite: may(by, 'inspect'),
    items: items.map(({ case: c, ...i }) => ({
      ...i,
      verdict: i.verdict as Verdict | null,
      number: c.number,
      title: shown(c.title),
      kindText: KIND_NAMES[c.kind as Kind],
      statusText: STATUS_NAMES[c.status as Status],
      departmentName: names.department(c.departmentId),
      receivedAt: c.receivedAt,
      dueOn: c.replyDueOn,
      answeredOn: c.answeredAt ? shanghaiDate(c.answeredAt) : null,
      rating: c.rating,
      open: canSee(by, c),
    })),
  }
}

/** Draws it again: the numbers, and whether they equal the stored ones. */
export async function drawAgain(ctx: Context, by: Actor, id: number) {
  const sample = await viewSample(ctx, by, id)
  const { items } = await draw(ctx, whereOf(sample), sample.seed, sample.size)
  const again = items.map(i => i.number)
  const kept = sample.items.map(i => i.number)
  return { same: again.join() === kept.join(), again }
}

const findingShape = z.strictObject({
  verdict: z.enum(['good', 'bad'], '请选合格或有问题'),
  finding: z.string().overwrite(tidyText).max(1000, '最多 1000 字'),
})

/**
 * Records the finding on one case of a sample. Recording it again replaces it; the audit log keeps both.
 * @throws Refusal `forbidden`, `invalid_field`, `not_found`
 */
export async function writeFinding(
  ctx: Context,
  by: Officer,
  at: { id: number; ordinal: number },
  given: { verdict: string; finding: string },
): Promise<void> {
  if (!may(by, 'inspect')) throw new Refusal('forbidden', '只有监督员能写抽查情况。')
  const { verdict, finding } = checked(findingShape, given)
  if (verdict === 'bad' && !isReadable(finding)) throw invalidField('finding', '有问题的，写明是什么问题')
  await ctx.db.inTransaction(async tx => {
    const { count: written } = await findingOf(tx, at.id, at.ordinal, {
      verdict,
      finding,
      foundById: by.id,
      foundBy: by.name,
      foundAt: ctx.now(),
    })
    if (written === 0) throw new Refusal('not_found', '没有这次抽查。')
    await addAudit(tx, {
      at: ctx.now(),
      officerId: by.id,
      action: 'sample.finding',
      target: `${at.id}/${at.ordinal}`,
      detail: `${VERDICTS[verdict]} ${finding}`.trim(),
    })
  })
}

/** The findings of inspections on a case, for officers who may read them. */
export const caseFindings = async (ctx: Context, by: Actor, number: string) =>
  may(by, 'seeInspections')
    ? (await findingsOn(ctx.db.read, number)).map(f => ({
        sampleId: f.sampleId,
        verdict: VERDICTS[f.verdict as Verdict],
        finding: f.finding ?? '',
        by: f.foundBy ?? '',
        at: f.foundAt!.toISOString(),
      }))
    : []

/** The sample as a sheet or a file. */
export const sampleTable = (s: SampleView): Table => ({
  name: `抽查 ${s.id}`,
  columns: [
    count('序号'),
    text('编号'),
    text('诉求'),
    text('类型'),
    text('承办单位'),
    text('状态'),
    text('应答复'),
    text('实际答复'),
    count('评分'),
    text('结论'),
    text('情况'),
    text('检查人'),
  ],
  rows: s.items.map(i => [
    i.ordinal,
    i.number,
    i.title,
    i.kindText,
    i.departmentName,
    i.statusText,
    i.dueOn,
    i.answeredOn,
    i.rating,
    i.verdict ? VERDICTS[i.verdict] : '没查',
    i.finding ?? '',
    i.foundBy ?? '',
  ]),
  note: `${s.from} 至 ${s.to} 收到的${s.about}共 ${s.population} 件，抽 ${s.items.length} 件。种子 ${s.seed}：每件按“种子、换行、编号”的 SHA-256 从小到大取，谁都能重抽。`,
})
