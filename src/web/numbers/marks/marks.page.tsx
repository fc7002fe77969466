import { rankingTable } from '../../../usecases/numbers/marks/bulletin.ts'
import { LIFT_REASON } from '../../../usecases/numbers/marks/lift-mark.ts'
import {
  MARK_VIEWS,
  type MarksPage as Marks,
  type MarkView,
  monthBefore,
  type ShownMark,
} from '../../../usecases/numbers/marks/list-marks.ts'
import { Csrf, type Desk, DeskLayout } from '../../shell/parts/desk-layout.tsx'
import { type Problems, TextAreaField } from '../../shell/parts/field.tsx'
import { Older } from '../../shell/parts/older.tsx'
import { Figures } from '../../shell/parts/tables.tsx'
import { sayDay, sayTime } from '../../shell/parts/time-left.tsx'

export interface MarksProps extends Marks {
  desk: Desk
  now: Date
  view: MarkView
  typed?: { id: number; reason: string; problems: Problems }
  notice?: string | undefined
  problem?: string
}

const query = (values: Record<string, string>) => new URLSearchParams(values).toString()

/** The counts of some days by department, and the marks themselves. */
export function MarksPage(props: MarksProps) {
  const { desk, from, to, view, ranking, marks, next, rules, notice, problem } = props
  return (
    <DeskLayout desk={desk} title="电子监察" place="marks" notice={notice} problem={problem}>
      <div class="sheet wide">
        <h1>电子监察</h1>
        {rules.length === 0 ? (
          <p class="empty">office.yaml 里还没有写 supervision（什么时候预警、给黄牌、给红牌）。</p>
        ) : (
          <p class="hint">{rules.join('；')}。时钟停着的（等群众补正、征求第三方意见）不给。</p>
        )}
        <form class="audit-filter" action="/desk/marks" method="get">
          <input type="hidden" name="view" value={view} />
          <label>
            从
            <input type="date" name="from" value={from} required />
          </label>
          <label>
            到
            <input type="date" name="to" value={to} required />
          </label>
          <button type="submit">看这些天</button>
        </form>
        <p class="row-links">
          <a href={`/desk/marks?${query({ view, ...monthBefore(from) })}`}>前一个月</a>
          <a href={`/desk/marks/bulletin?${query({ from, to })}`}>通报（打印）</a>
          <a href={`/desk/marks/bulletin.xlsx?${query({ from, to })}`}>下载 Excel</a>
        </p>
        <section aria-labelledby="ranking">
          <h2 id="ranking">
            {from} 至 {to}
          </h2>
          <Figures table={rankingTable(ranking)} />
          <p class="hint">{rankingTable(ranking).note}</p>
        </section>
        <section aria-labelledby="marks">
          <h2 id="marks">{MARK_VIEWS[view]}</h2>
          <p class="row-links">
            {(Object.keys(MARK_VIEWS) as MarkView[]).map(name => (
              <a
                key={name}
                href={`/desk/marks?${query({ view: name, from, to })}`}
                aria-current={name === view ? 'page' : undefined}
              >
                {MARK_VIEWS[name]}
              </a>
            ))}
          </p>
          {marks.length === 0 ? (
            <p class="empty">没有。</p>
          ) : (
            <ul class="rows choices">
              {marks.map(m => (
                <Mark key={m.id} mark={m} {...props} />
              ))}
            </ul>
          )}
          <Older href={next === null ? null : `/desk/marks?${query({ view, from, to, before: next })}`} />
        </section>
      </div>
    </DeskLayout>
  )
}

function Mark({ desk, now, mark: m, lifts, typed }: MarksProps & { mark: ShownMark }) {
  const mine = typed?.id === m.id ? typed : undefined
  return (
    <li>
      <span>
        <b class={`mark ${m.level}`}>{m.levelText}</b>{' '}
        {m.open ? (
          <a class="number" href={`/desk/cases/${m.number}`}>
            {m.number}
          </a>
        ) : (
          <span class="number">{m.number}</span>
        )}{' '}
        {m.rule}
        <small>
          {m.department}，{m.kind}，{sayDay(m.since, now)}起{m.endedAt && `，${sayTime(m.endedAt, now)}消除`}
        </small>
        {m.lifted && (
          <small>
            {m.lifted.by}，{sayTime(m.lifted.at, now)}撤销：{m.lifted.reason}
          </small>
        )}
      </span>
      {lifts && !m.lifted && (
        <details open={mine !== undefined}>
          <summary class="button quiet">
            撤销<span class="hidden">：{m.number}</span>
          </summary>
          <form method="post" action={`/desk/marks/${m.id}/lift`} data-once>
            <Csrf desk={desk} />
            <TextAreaField
              id={`reason-${m.id}`}
              name="reason"
              label="为什么撤销"
              hint="撤销后不算数，但谁撤的、为什么，一直看得到。"
              problem={mine?.problems['reason']}
              required
              rows={2}
              maxLength={LIFT_REASON}
              value={mine?.reason ?? ''}
            />
            <button type="submit">撤销</button>
          </form>
        </details>
      )}
    </li>
  )
}
