import { addDays, shanghaiDate } from '../../domain/base/civil-date.ts'
import { VERDICTS, type Verdict } from '../../domain/numbers/sample.ts'
import { KIND_NAMES, KINDS } from '../../domain/office/kinds.ts'
import type { Office } from '../../domain/office/office.ts'
import type { listSamples, SampleView } from '../../usecases/numbers/inspections.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField, TextAreaField } from '../shell/parts/field.tsx'
import { Older } from '../shell/parts/older.tsx'
import { sayDay, sayTime } from '../shell/parts/time-left.tsx'

export interface SamplesProps {
  desk: Desk
  now: Date
  departments: Office['departments']
  samples: Awaited<ReturnType<typeof listSamples>>['samples']
  next: number | null
  /** Whether this officer draws; managers only read. */
  draws: boolean
  typed?: Readonly<Record<string, string>>
  problems?: Problems
  problem?: string
}

/** Samples drawn so far, and the form that draws one. */
export function SamplesPage(props: SamplesProps) {
  const { desk, now, samples, next, draws, problem } = props
  return (
    <DeskLayout desk={desk} title="抽查" place="samples" problem={problem}>
      <div class="sheet wide">
        <h1>抽查</h1>
        {draws && <DrawForm {...props} />}
        <section aria-labelledby="drawn">
          <h2 id="drawn">抽过的</h2>
          {samples.length === 0 ? (
            <p class="empty">还没有抽查过。</p>
          ) : (
            <ul class="rows">
              {samples.map(s => (
                <li key={s.id}>
                  <span>
                    <a href={`/desk/samples/${s.id}`}>
                      {s.from} 至 {s.to}，{s.about}
                    </a>
                    <small>
                      {s.population} 件里抽 {s.drawn} 件，查了 {s.looked} 件
                      {s.bad > 0 && `，${s.bad} 件有问题`}。{s.drawnBy}，
                      {sayTime(s.drawnAt.toISOString(), now)}
                    </small>
                  </span>
                </li>
              ))}
            </ul>
          )}
          <Older href={next === null ? null : `/desk/samples?before=${next}`} />
        </section>
      </div>
    </DeskLayout>
  )
}

function DrawForm({ desk, now, departments, typed = {}, problems = {} }: SamplesProps) {
  const today = shanghaiDate(now)
  const v = (name: string, fallback = '') => typed[name] ?? fallback
  return (
    <form method="post" action="/desk/samples" data-once>
      <Csrf desk={desk} />
      <div class="pair">
        <InputField
          id="from"
          label="收到的日子，从"
          problem={problems['from']}
          type="date"
          required
          max={today}
          value={v('from', addDays(today, -30))}
        />
        <InputField
          id="to"
          label="到"
          problem={problems['to']}
          type="date"
          required
          max={today}
          value={v('to', today)}
        />
      </div>
      <div class="pair">
        <SelectField id="departmentId" label="承办单位" problem={problems['departmentId']}>
          <option value="">全单位</option>
          {departments.map(d => (
            <option key={d.id} value={d.id} selected={d.id === v('departmentId')}>
              {d.name}
            </option>
          ))}
        </SelectField>
        <SelectField id="kind" label="类型" problem={problems['kind']}>
          <option value="">全部类型</option>
          {KINDS.map(k => (
            <option key={k} value={k} selected={k === v('kind')}>
              {KIND_NAMES[k]}
            </option>
          ))}
        </SelectField>
      </div>
      <div class="pair">
        <InputField
          id="size"
          label="抽几件"
          problem={problems['size']}
          type="number"
          required
          min={1}
          max={200}
          value={v('size', '20')}
        />
        <InputField
          id="seed"
          label="种子"
          optional
          hint="不填就随机。照以前的种子填，抽到的一样。"
          problem={problems['seed']}
          maxLength={64}
          autocomplete="off"
          value={v('seed')}
        />
      </div>
      <button type="submit" class="main">
        抽查
      </button>
    </form>
  )
}

export interface SampleProps {
  desk: Desk
  now: Date
  sample: SampleView
  typed?: { ordinal: number; verdict: string; finding: string; problems: Problems }
  notice?: string | undefined
  problem?: string
}

/** One sample: what it was drawn from, its cases, and what was found. Printed as a list to take along. */
export function SamplePage({ desk, now, sample, typed, notice, problem }: SampleProps) {
  return (
    <DeskLayout desk={desk} title={`抽查 ${sample.id}`} place="samples" notice={notice} problem={problem}>
      <article class="sheet wide sample">
        <p class="crumbs">
          <a href="/desk/samples">抽查</a> / {sample.id}
        </p>
        <h1>
          {sample.from} 至 {sample.to}，{sample.about}
        </h1>
        <p>
          收到 {sample.population} 件，抽 {sample.items.length} 件。{sample.drawnBy}，
          {sayTime(sample.drawnAt.toISOString(), now)}。
        </p>
        <p class="hint">
          种子 <span class="number">{sample.seed}</span>
          。每件按“种子、换行、编号”算 SHA-256，从小到大取，谁都能重抽。
        </p>
        <div class="row no-print">
          <form method="post" action={`/desk/samples/${sample.id}/again`}>
            <Csrf desk={desk} />
            <button type="submit">重抽一遍核对</button>
          </form>
          <a class="button" href={`/desk/samples/${sample.id}.xlsx`}>
            下载 Excel
          </a>
          <a class="button" href={`/desk/samples/${sample.id}.csv`}>
            下载 CSV
          </a>
          <button type="button" class="needs-script" data-print>
            打印
          </button>
        </div>
        <ol class="sample-items">
          {sample.items.map(i => (
            <li key={i.number} id={`item-${i.ordinal}`}>
              <h2>{i.open ? <a href={`/desk/cases/${i.number}`}>{i.title}</a> : i.title}</h2>
              <p class="hint">
                <span class="number">{i.number}</span>，{i.kindText}，{i.departmentName ?? '未分派'}，
                {i.statusText}，应 {sayDay(i.dueOn, now)}前答复
                {i.answeredOn ? `，${sayDay(i.answeredOn, now)}答复` : '，没有答复'}
                {i.rating !== null && `，评 ${i.rating} 分`}
              </p>
              {i.verdict && (
                <p>
                  <b class={i.verdict === 'bad' ? 'overdue' : 'good'}>{VERDICTS[i.verdict]}</b>
                  {i.finding && `：${i.finding}`}
                  <small>
                    {' '}
                    {i.foundBy}，{i.foundAt && sayTime(i.foundAt.toISOString(), now)}
                  </small>
                </p>
              )}
              {sample.mayWrite && (
                <Finding
                  desk={desk}
                  id={sample.id}
                  item={i}
                  typed={typed?.ordinal === i.ordinal ? typed : undefined}
                />
              )}
            </li>
          ))}
        </ol>
      </article>
    </DeskLayout>
  )
}

function Finding({
  desk,
  id,
  item,
  typed,
}: {
  desk: Desk
  id: number
  item: SampleView['items'][number]
  typed?: SampleProps['typed']
}) {
  const verdict = typed?.verdict ?? item.verdict
  const problems = typed?.problems ?? {}
  return (
    <details class="no-print" open={typed !== undefined}>
      <summary>{item.verdict ? '改写情况' : '写情况'}</summary>
      <form method="post" action={`/desk/samples/${id}/${item.ordinal}`} data-once>
        <Csrf desk={desk} />
        <fieldset>
          <legend>结论</legend>
          {(Object.keys(VERDICTS) as Verdict[]).map(v => (
            <label key={v} class="radio">
              <input type="radio" name="verdict" value={v} required checked={verdict === v} /> {VERDICTS[v]}
            </label>
          ))}
        </fieldset>
        <TextAreaField
          id={`finding-${item.ordinal}`}
          label="情况"
          optional
          problem={problems['finding']}
          name="finding"
          rows={2}
          maxLength={1000}
          value={typed?.finding ?? item.finding ?? ''}
        />
        <button type="submit">记下</button>
      </form>
    </details>
  )
}
