import { VERDICTS, type Verdict } from '../../../domain/numbers/sample.ts'
import { VISIT_KINDS, type VisitKind } from '../../../domain/numbers/visit.ts'
import type { Office } from '../../../domain/office/office.ts'
import { may } from '../../../domain/people/policy.ts'
import { VISIT_PICTURES, VISIT_TEXT, VISIT_TITLE } from '../../../usecases/numbers/visits/record-visit.ts'
import { type listVisits, VISIT_VIEWS, type VisitList } from '../../../usecases/numbers/visits/view-visit.ts'
import { Csrf, type Desk, DeskLayout } from '../../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField, TextAreaField } from '../../shell/parts/field.tsx'
import { Older } from '../../shell/parts/older.tsx'
import { sayDay } from '../../shell/parts/time-left.tsx'

type List = Awaited<ReturnType<typeof listVisits>>

export interface VisitsProps extends List {
  desk: Desk
  now: Date
  view: VisitList
  departments: Office['departments']
  areas: Office['areas']
  /** Working days in which a department answers. */
  term: number
  typed?: Readonly<Record<string, string>>
  problems?: Problems
  problem?: string
}

/** Visits and test questions, and the form of whoever writes them. */
export function VisitsPage(props: VisitsProps) {
  const { desk, now, view, visits, counts, next, problem } = props
  return (
    <DeskLayout desk={desk} title="明查暗访" place="visits" problem={problem}>
      <div class="sheet wide">
        <h1>明查暗访</h1>
        <p>
          等答复 {counts.open} 条{counts.overdue > 0 && <b class="overdue">，其中超期 {counts.overdue} 条</b>}
          ； 已答复、等监察员看 {counts.answered} 条。
        </p>
        <p class="row-links">
          {(Object.keys(VISIT_VIEWS) as VisitList[]).map(name => (
            <a
              key={name}
              href={`/desk/visits?view=${name}`}
              aria-current={name === view ? 'page' : undefined}
            >
              {VISIT_VIEWS[name]}
            </a>
          ))}
          {may(desk.officer, 'seeSampleResults') && <a href="/desk/sample-results">抽查结果</a>}
        </p>
        {may(desk.officer, 'visit') && <VisitForm {...props} />}
        <section aria-labelledby="visits">
          <h2 id="visits">{VISIT_VIEWS[view]}</h2>
          {visits.length === 0 ? (
            <p class="empty">没有。</p>
          ) : (
            <ul class="rows">
              {visits.map(v => (
                <li key={v.id}>
                  <span>
                    <a href={`/desk/visits/${v.id}`}>{v.title}</a>
                    <small>
                      {v.department}
                      {v.area && `，${v.area}`}，{v.kindText}，{sayDay(v.visitedOn, now)}，{v.verdictText}
                      {v.verdict === 'bad' && `，${v.statusText}`}
                      {v.status === 'open' && v.dueOn && (
                        <b class={v.overdue ? 'overdue' : undefined}>
                          ，{sayDay(v.dueOn, now)}前答复{v.overdue && '，已超期'}
                        </b>
                      )}
                      {v.publicAt && '，已公开'}
                    </small>
                  </span>
                </li>
              ))}
            </ul>
          )}
          <Older href={next === null ? null : `/desk/visits?view=${view}&before=${next}`} />
        </section>
      </div>
    </DeskLayout>
  )
}

function VisitForm({ desk, departments, areas, term, today, earliest, typed, problems = {} }: VisitsProps) {
  const v = (name: string, fallback = '') => typed?.[name] ?? fallback
  return (
    <details open={typed !== undefined}>
      <summary class="button">写一条</summary>
      <form method="post" action="/desk/visits" encType="multipart/form-data" data-once>
        <Csrf desk={desk} />
        <fieldset>
          <legend>怎么看的</legend>
          {(Object.keys(VISIT_KINDS) as VisitKind[]).map(kind => (
            <label key={kind} class="radio">
              <input type="radio" name="kind" value={kind} required checked={v('kind', 'visit') === kind} />{' '}
              {VISIT_KINDS[kind]}
            </label>
          ))}
        </fieldset>
        <div class="pair">
          <SelectField id="departmentId" label="承办单位" problem={problems['departmentId']} required>
            <option value="">请选</option>
            {departments.map(d => (
              <option key={d.id} value={d.id} selected={d.id === v('departmentId')}>
                {d.name}
              </option>
            ))}
          </SelectField>
          <SelectField id="areaId" label="村（社区）" optional problem={problems['areaId']}>
            <option value="">不分村</option>
            {areas.map(a => (
              <option key={a.id} value={a.id} selected={a.id === v('areaId')}>
                {a.name}
              </option>
            ))}
          </SelectField>
        </div>
        <InputField
          id="visitedOn"
          label="哪天"
          problem={problems['visitedOn']}
          type="date"
          required
          min={earliest}
          max={today}
          value={v('visitedOn', today)}
        />
        <InputField
          id="title"
          label="一句话"
          hint="例如：窗口没人，等了四十分钟。"
          problem={problems['title']}
          required
          maxLength={VISIT_TITLE}
          autocomplete="off"
          value={v('title')}
        />
        <TextAreaField
          id="finding"
          label="看到了什么"
          hint="照实写时间、地点、经过。写下以后谁都不能改。不要写群众的姓名和电话。"
          problem={problems['finding']}
          required
          rows={6}
          maxLength={VISIT_TEXT}
          value={v('finding')}
        />
        <fieldset>
          <legend>结论</legend>
          {(Object.keys(VERDICTS) as Verdict[]).map(verdict => (
            <label key={verdict} class="radio">
              <input
                type="radio"
                name="verdict"
                value={verdict}
                required
                checked={v('verdict') === verdict}
              />{' '}
              {VERDICTS[verdict]}
            </label>
          ))}
          <p class="hint">写“有问题”，承办单位要在 {term} 个工作日内答复。</p>
          {problems['verdict'] && <p class="problem">{problems['verdict']}</p>}
        </fieldset>
        <PhotosField problem={problems['pictures']} again={typed !== undefined} />
        <button type="submit" class="main">
          记下
        </button>
      </form>
    </details>
  )
}

/** @param again the form is shown again: a browser does not keep chosen files */
export const PhotosField = ({ problem, again }: { problem?: string | undefined; again: boolean }) => (
  <InputField
    id="pictures"
    label={`照片（可不附，最多 ${VISIT_PICTURES} 张）`}
    hint={again ? '选过的照片要重新选一次。每张不超过 10 MB。' : '每张不超过 10 MB。'}
    problem={problem}
    type="file"
    accept="image/jpeg,image/png,image/webp,image/gif"
    multiple
  />
)
