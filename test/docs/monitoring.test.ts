import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { ROOT } from '../../src/root.ts'
import { notice } from '../../src/store/office/notices.ts'
import { deliverOutbox } from '../../src/usecases/notify/deliver-outbox.ts'
import { closeDays } from '../../src/usecases/numbers/ledger/close-days.ts'
import { makeMissingDigests } from '../../src/usecases/numbers/make-digest.ts'
import { makeMeasures } from '../../src/usecases/numbers/measures/make-measures.ts'
import { noteBackup } from '../../src/usecases/office/backup/last-backup.ts'
import { receiveMessage } from '../../src/usecases/talk/receive-message.ts'
import { openedCase } from '../helpers/cases.ts'
import { type TestContext, testContext, typed } from '../helpers/context.ts'
import { type Family, readExposition } from '../helpers/exposition.ts'

const file = (name: string) => readFileSync(join(ROOT, 'docs/monitoring', name), 'utf8')
const alerts = parse(file('alerts.yaml')) as {
  groups: {
    rules: {
      alert: string
      expr: string
      for?: string
      labels: Record<string, string>
      annotations: Record<string, string>
    }[]
  }[]
}
const rules = alerts.groups.flatMap(group => group.rules)
const dashboard = JSON.parse(file('grafana-dashboard.json')) as {
  panels: { id: number; title: string; targets: { expr: string }[] }[]
}

let ctx: TestContext
let families: Map<string, Family>
beforeAll(async () => {
  ctx = await testContext()
  ctx.measures = makeMeasures(ctx, { ofProcess: true })
  await receiveMessage(ctx, typed(ctx, 'a', '你好'))
  await openedCase(ctx)
  await deliverOutbox(ctx)
  for (const code of ['job_failed:digest', 'job_missed:daily-list'])
    await notice(ctx.db, code, '没有做成。', ctx.now())
  ctx.measures.requestServed({ method: 'GET', route: '/desk', status: 500, seconds: 0.1 })
  ctx.measures.messageTried('wechat', { outcome: 'sent', via: 'chat' })
  ctx.clock.set('2026-11-24T10:00+08:00')
  await makeMissingDigests(ctx)
  await closeDays(ctx)
  await noteBackup(ctx.db, { at: ctx.now(), bytes: 1, nightly: true }, ctx.now())
  families = readExposition((await ctx.measures.text()).body)
})
afterAll(() => ctx.close())

/** Metrics of an expression with their selectors: `up{job="huiyin"}` → up, job. `up` is Prometheus's own. */
function selectorsOf(
  expr: string,
): { metric: string; labels: { name: string; test: string; value: string }[] }[] {
  return [...expr.matchAll(/\b((?:huiyin|nodejs|process)_\w+|up)\b(?:\{([^}]*)\})?/g)].map(
    ([, metric, inside]) => ({
      metric: metric!,
      labels: [...(inside ?? '').matchAll(/(\w+)(=~|!=|!~|=)"([^"]*)"/g)].map(([, name, test, value]) => ({
        name: name!,
        test: test!,
        value: value!,
      })),
    }),
  )
}
/** Labels that Prometheus adds. */
const ADDED = ['job', 'instance']

const expressions = [
  ...rules.map(rule => [`alert ${rule.alert}`, rule.expr] as const),
  ...dashboard.panels.flatMap(panel => panel.targets.map(t => [`panel ${panel.title}`, t.expr] as const)),
]

it.each(expressions)('%s asks for what /metrics has', (_where, expr) => {
  const selectors = selectorsOf(expr)
  expect(selectors.length).toBeGreaterThan(0)
  for (const { metric, labels } of selectors) {
    if (metric === 'up') continue
    const samples = [...families.values()].flatMap(f => f.samples).filter(s => s.name === metric)
    expect([metric, samples.length > 0]).toEqual([metric, true])
    for (const { name, test, value } of labels.filter(l => !ADDED.includes(l.name))) {
      // Whatever is compared must occur, and each alternative of it.
      for (const one of test === '=~' ? value.split('|') : [value])
        expect([
          metric,
          name,
          one,
          samples.some(s => new RegExp(`^(${one})$`).test(s.labels[name] ?? '')),
        ]).toEqual([metric, name, one, true])
    }
    for (const [, by] of expr.matchAll(/by \(([^)]*)\)/g))
      for (const label of by!.split(',').map(l => l.trim()))
        expect([metric, label, ADDED.includes(label) || samples.some(s => label in s.labels)]).toEqual([
          metric,
          label,
          true,
        ])
  }
})

it('every metric of ours is on the dashboard or in an alert, so that none is collected for nobody', () => {
  const used = new Set(
    expressions.flatMap(([, expr]) =>
      selectorsOf(expr).map(s => s.metric.replace(/_(bucket|sum|count)$/, '')),
    ),
  )
  // That the files were read is seen in the log; its time is for whoever asks.
  const free = ['huiyin_content_loaded_timestamp_seconds']
  const unused = [...families.keys()].filter(
    n => n.startsWith('huiyin_') && !used.has(n) && !free.includes(n),
  )
  expect(unused).toEqual([])
})

describe('the alerts', () => {
  it('have names of their own, a severity, and say in Chinese what happened and what to do', () => {
    expect(new Set(rules.map(rule => rule.alert)).size).toBe(rules.length)
    expect(rules.length).toBeGreaterThan(10)
    for (const { alert, labels, annotations, for: pause } of rules) {
      expect([alert, labels['severity']]).toEqual([alert, expect.stringMatching(/^(critical|warning)$/)])
      if (pause !== undefined) expect([alert, pause]).toEqual([alert, expect.stringMatching(/^\d+[mhd]$/)])
      expect([alert, Object.keys(annotations)]).toEqual([alert, ['what', 'todo']])
      for (const text of Object.values(annotations)) {
        expect([alert, text]).toEqual([alert, expect.stringMatching(/[\u4e00-\u9fff]{4}/)])
        expect([alert, text]).toEqual([alert, expect.stringMatching(/。$/)])
      }
    }
  })
})

it('the dashboard has panels with numbers of their own that do not overlap', () => {
  const panels = dashboard.panels as unknown as {
    id: number
    gridPos: { x: number; y: number; w: number; h: number }
  }[]
  expect(new Set(panels.map(p => p.id)).size).toBe(panels.length)
  const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
    Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
  )
  expect(new Set(cells).size).toBe(cells.length)
})
