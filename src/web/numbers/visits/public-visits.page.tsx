import { sayDate } from '../../../domain/base/civil-date.ts'
import type { Office } from '../../../domain/office/office.ts'
import type { PublicVisit } from '../../../usecases/numbers/visits/public-visits.ts'
import { Older } from '../../shell/parts/older.tsx'
import { SiteLayout } from '../../shell/parts/site-layout.tsx'

/** What outside observers found, and what the departments said. */
export const PublicVisitsPage = ({
  office,
  visits,
  next,
}: {
  office: Office
  visits: readonly PublicVisit[]
  next: string | null
}) => (
  <SiteLayout office={office} title="明查暗访">
    <h1>明查暗访</h1>
    <p class="hint">请来的监察员不打招呼去看、去问，看到什么写什么；发现问题，承办单位要按期答复。</p>
    {visits.length === 0 ? (
      <p>还没有公开的。</p>
    ) : (
      visits.map(v => (
        <article key={v.id} class="published">
          <h2>
            {v.department}：{v.verdict}
          </h2>
          <p class="words">{v.finding}</p>
          {v.answer && (
            <>
              <h3>承办单位答复</h3>
              <p class="words">{v.answer}</p>
            </>
          )}
          <p class="by">{[v.kind, v.area, sayDate(v.visitedOn, 0)].filter(Boolean).join('，')}</p>
        </article>
      ))
    )}
    <Older href={next === null ? null : `/public/visits?before=${next}`} />
  </SiteLayout>
)
