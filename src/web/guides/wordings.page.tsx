import type { listWordings } from '../../usecases/guides/guide-aliases.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

type Wording = Awaited<ReturnType<typeof listWordings>>[number]

interface WordingsProps {
  desk: Desk
  pending: Wording[]
  accepted: Wording[]
  training: { at: Date; cases: number; tested: number; accuracy: number | null } | null
  now: Date
  mayDecide: boolean
  notice?: string | undefined
}

/** What the search may learn from residents and answers, and how well the routing guesses. */
export function WordingsPage({ desk, pending, accepted, training, now, mayDecide, notice }: WordingsProps) {
  return (
    <DeskLayout desk={desk} title="学到的说法" place="settings" notice={notice}>
      <div class="sheet wide">
        <h1>学到的说法</h1>
        <p class="hint">
          群众挑中了哪篇指南，或答复里引用了哪篇，当时的说法记在这里。采纳以后，再有人这么说，就直接找到这篇。
        </p>
        <p>
          <a href="/desk/first-messages">群众的第一句话：这句话该怎么办</a>，
          <a href="/desk/first-messages/missed">最近一周问了什么没听懂</a>
        </p>
        <section aria-labelledby="pending">
          <h2 id="pending">待审核</h2>
          <List desk={desk} rows={pending} now={now} actions={mayDecide ? ['accepted', 'refused'] : []} />
        </section>
        <section aria-labelledby="accepted">
          <h2 id="accepted">已采纳</h2>
          <List desk={desk} rows={accepted} now={now} actions={mayDecide ? ['refused'] : []} />
        </section>
        <section aria-labelledby="routing">
          <h2 id="routing">分派建议</h2>
          {training === null ? (
            <p class="hint">分派过的件还不够，先按类别里的词建议。每天夜里学一次。</p>
          ) : (
            <p>
              {sayTime(training.at.toISOString(), now)} 学过 {training.cases} 件。
              {training.accuracy === null
                ? '件数还少，没有测准确率。'
                : `用最近 ${training.tested} 件测，第一个建议说对 ${Math.round(training.accuracy * training.tested)} 件（${Math.round(training.accuracy * 100)}%）。`}
            </p>
          )}
        </section>
      </div>
    </DeskLayout>
  )
}

const SOURCES = { picked: '群众挑选', linked: '答复引用', reviewed: '工作人员看过' } as const
const ACTIONS = { accepted: '采纳', refused: '不采纳' } as const

function List({
  desk,
  rows,
  now,
  actions,
}: {
  desk: Desk
  rows: Wording[]
  now: Date
  actions: (keyof typeof ACTIONS)[]
}) {
  if (rows.length === 0) return <p class="hint">没有。</p>
  return (
    <ul class="rows">
      {rows.map(row => (
        <li key={row.id}>
          <span>
            “{row.text}” →{' '}
            {row.guideId === null ? row.meaning : <a href={`/guides/${row.guideId}`}>{row.meaning}</a>}
            <small>
              {SOURCES[row.source]}，{row.count} 次，最近 {sayTime(row.lastAt, now)}
            </small>
          </span>
          {actions.map(action => (
            <form key={action} method="post" action={`/desk/wordings/${row.id}/${action}`}>
              <Csrf desk={desk} />
              <button type="submit">{ACTIONS[action]}</button>
            </form>
          ))}
        </li>
      ))}
    </ul>
  )
}
