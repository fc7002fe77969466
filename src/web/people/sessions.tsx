import type { SessionView } from '../../usecases/people/officer-sessions.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

/** `Chrome，Windows`: enough to recognise one's own browser. */
function sayAgent(agent: string | null): string {
  if (!agent) return '不明浏览器'
  const browser = /MicroMessenger/.test(agent)
    ? '微信'
    : /Edg\//.test(agent)
      ? 'Edge'
      : /Firefox\//.test(agent)
        ? 'Firefox'
        : /Chrome\//.test(agent)
          ? 'Chrome'
          : /Safari\//.test(agent)
            ? 'Safari'
            : '浏览器'
  const system = /Android/.test(agent)
    ? '安卓手机'
    : /iPhone|iPad/.test(agent)
      ? '苹果手机'
      : /Windows/.test(agent)
        ? 'Windows'
        : /Mac OS/.test(agent)
          ? 'Mac'
          : /Linux/.test(agent)
            ? 'Linux'
            : ''
  return system ? `${browser}，${system}` : browser
}

/** Where somebody is signed in, with a button to end each. */
export const SessionList = ({
  desk,
  sessions,
  now,
  action,
}: {
  desk: Desk
  sessions: readonly SessionView[]
  now: Date
  action: (ref: string) => string
}) => (
  <ul class="rows">
    {sessions.map(s => (
      <li key={s.ref}>
        <span>
          {sayAgent(s.agent)}
          <small>
            {s.address}，{sayTime(s.createdAt, now)} 登录，最近 {sayTime(s.lastSeenAt, now)}
          </small>
        </span>
        {s.current ? (
          <span class="tag">就是这里</span>
        ) : (
          <form method="post" action={action(s.ref)}>
            <Csrf desk={desk} />
            <button type="submit">退出</button>
          </form>
        )}
      </li>
    ))}
  </ul>
)

/** Somebody's sign-ins, for an admin. */
export const OfficerSessionsPage = ({
  desk,
  officer,
  now,
  notice,
}: {
  desk: Desk
  officer: { login: string; name: string; sessions: readonly SessionView[] }
  now: Date
  notice?: string | undefined
}) => (
  <DeskLayout desk={desk} title={`${officer.name}的登录`} place="officers" notice={notice}>
    <div class="sheet">
      <h1>{officer.name}登录的地方</h1>
      {officer.sessions.length === 0 ? (
        <p class="empty">现在没有登录。2 小时不用、或登录满 12 小时，会自动退出。</p>
      ) : (
        <>
          <SessionList
            desk={desk}
            sessions={officer.sessions}
            now={now}
            action={ref => `/desk/officers/${officer.login}/sessions/${ref}/end`}
          />
          <form
            method="post"
            action={`/desk/officers/${officer.login}/sessions/all/end`}
            data-confirm={`让${officer.name}在所有地方退出登录？`}
          >
            <Csrf desk={desk} />
            <button type="submit">全部退出</button>
          </form>
        </>
      )}
      <p class="links">
        <a href="/desk/officers">回到人员</a>
      </p>
    </div>
  </DeskLayout>
)
