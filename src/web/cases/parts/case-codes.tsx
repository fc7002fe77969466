import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Csrf, type Desk } from '../../shell/parts/desk-layout.tsx'
import { Time } from '../../shell/parts/time-left.tsx'

const PURPOSES = { receipt: '回执', api: '接口' } as const

/** Codes that officers issued for this case: by whom, when, whether used. The codes themselves are not stored. */
export function CaseCodes({ desk, view, now }: { desk: Desk; view: CaseView; now: Date }) {
  if (view.codes.length === 0) return null
  return (
    <section class="card codes" id="codes" aria-labelledby="codes-title">
      <h2 id="codes-title">发出的查询码</h2>
      <ul>
        {view.codes.map(c => (
          <li key={c.id}>
            <p>
              {c.by}，{PURPOSES[c.purpose]}，<Time iso={c.at} now={now} />
            </p>
            <p class="by">
              {c.revokedAt ? (
                <>
                  <Time iso={c.revokedAt} now={now} /> 作废
                </>
              ) : !c.good ? (
                '已过期'
              ) : c.lastUsedAt ? (
                <>
                  上次使用 <Time iso={c.lastUsedAt} now={now} />
                </>
              ) : (
                '没有用过'
              )}
            </p>
            {c.good && view.mayGiveCodes && (
              <form
                method="post"
                action={`/desk/cases/${view.number}/codes/${c.id}/revoke`}
                data-once
                data-confirm="作废以后，拿这个码的人就打不开了。确定吗？"
              >
                <Csrf desk={desk} />
                <button type="submit" class="quiet">
                  作废
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
