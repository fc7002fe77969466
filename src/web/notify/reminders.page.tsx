import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { aboutLine } from '../../domain/notify/reminder-text.ts'
import type { DeskReminders } from '../../usecases/notify/desk-reminders.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Older } from '../shell/parts/older.tsx'
import { Time } from '../shell/parts/time-left.tsx'

/** An officer's reminders, newest first. Opening a case settles its reminders. */
export function RemindersPage({
  desk,
  items,
  next,
  elsewhere,
  now,
  notice,
}: DeskReminders & { desk: Desk; elsewhere: boolean; now: Date; notice?: string | undefined }) {
  const today = shanghaiDate(now)
  return (
    <DeskLayout desk={desk} title="提醒" place="reminders" notice={notice}>
      <div class="sheet wide reminders">
        <div class="sheet-head">
          <h1>提醒</h1>
          {items.some(r => !r.seen) && (
            <form method="post" action="/desk/reminders/read">
              <Csrf desk={desk} />
              <input type="hidden" name="upTo" value={items[0]!.id} />
              <button type="submit">全部已读</button>
            </form>
          )}
        </div>
        {items.length === 0 ? (
          <p class="empty">没有提醒。有新分派、快到期、退回和批示时会出现在这里。</p>
        ) : (
          <ul class="rows">
            {items.map(r => (
              <li key={r.id} class={r.seen ? undefined : 'new'}>
                <span>
                  {!r.seen && <b class="tag">新</b>} {r.title}
                  {r.case && (
                    <>
                      ：<a href={`/desk/cases/${r.case.number}`}>{r.case.title ?? r.case.number}</a>
                    </>
                  )}
                  {r.page && <a href={`/desk${r.page}`}>去看</a>}
                  {r.detail && <q>{r.detail}</q>}
                  <small>
                    <Time iso={r.at} now={now} />
                    {r.case && ` · ${aboutLine(r.case, today)}`}
                  </small>
                </span>
              </li>
            ))}
          </ul>
        )}
        <Older href={next === null ? null : `/desk/reminders?before=${next}`} />
        {!elsewhere && (
          <p class="hint">
            不在电脑前也想知道？到<a href="/desk/account#ways">我的账户</a>里设置微信、Telegram 或邮件提醒。
          </p>
        )}
      </div>
    </DeskLayout>
  )
}
