import { CHANNEL_NAMES } from '../../../domain/base/message.ts'
import { may } from '../../../domain/people/policy.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Csrf, type Desk } from '../../shell/parts/desk-layout.tsx'
import { Time } from '../../shell/parts/time-left.tsx'

/** What is known about a case beyond its words. */
export function CaseFacts({
  view,
  now,
  desk,
  revealed,
}: {
  view: CaseView
  now: Date
  desk: Desk
  revealed?: { name: string | null; phone: string | null } | undefined
}) {
  const { resident, location } = view
  const who = view.anonymous
    ? '匿名（身份不显示）'
    : [resident.name, resident.phone].filter(Boolean).join('，') || '没有留下'
  const sealed = !view.anonymous && (resident.name ?? resident.phone ?? view.masked)
  return (
    <section class="card" aria-labelledby="facts">
      <h2 id="facts">基本情况</h2>
      <dl class="facts">
        <Fact name="类型">
          {view.kindText}
          {view.urgent && <span class="tag urgent">急件</span>}
        </Fact>
        <Fact name="收到">
          <Time iso={view.receivedAt} now={now} />，{CHANNEL_NAMES[view.channel]}
        </Fact>
        <Fact name="群众">
          {revealed ? (
            <>
              {revealed.name}
              {revealed.phone && <a href={`tel:${revealed.phone}`}>{revealed.phone}</a>}
            </>
          ) : (
            who
          )}
          {!revealed && sealed && may(desk.officer, 'seePersonalData') && (
            <form method="post" action={`/desk/cases/${view.number}/reveal`}>
              <Csrf desk={desk} />
              <button type="submit" class="quiet">
                显示姓名和号码（会留记录）
              </button>
            </form>
          )}
        </Fact>
        {view.areaName && <Fact name="村（社区）">{view.areaName}</Fact>}
        {view.place && <Fact name="地点">{view.place}</Fact>}
        {location && (
          <Fact name="位置">
            <a href={`geo:${location.latitude},${location.longitude}`}>
              {location.latitude.toFixed(5)}，{location.longitude.toFixed(5)}
            </a>
          </Fact>
        )}
        {typeof view.facts?.['since'] === 'string' && <Fact name="从什么时候">{view.facts['since']}</Fact>}
        {typeof view.facts?.['about'] === 'string' && <Fact name="说的是">{view.facts['about']}</Fact>}
        {view.categoryName && <Fact name="类别">{view.categoryName}</Fact>}
        <Fact name="承办">
          {view.departmentName ?? '未分派'}
          {view.assignee && `，${view.assignee.name}`}
        </Fact>
        {view.firstTaker && <Fact name="首问">{view.firstTaker.name}</Fact>}
        {view.mergedInto && (
          <Fact name="并入">
            <a href={`/desk/cases/${view.mergedInto}`}>{view.mergedInto}</a>
          </Fact>
        )}
        {view.merged.length > 0 && (
          <Fact name="并案">
            {view.merged.map((number, i) => (
              <span key={number}>
                {i > 0 && '、'}
                <a href={`/desk/cases/${number}`}>{number}</a>
              </span>
            ))}
          </Fact>
        )}
      </dl>
    </section>
  )
}

const Fact = ({ name, children }: { name: string; children: import('preact').ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
