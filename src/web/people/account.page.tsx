import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { ROLE_NAMES } from '../../domain/office/roles.ts'
import { sayScopes } from '../../domain/people/token-scopes.ts'
import type { listTokens } from '../../usecases/people/api-tokens.ts'
import type { SessionView } from '../../usecases/people/officer-sessions.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import type { Problems } from '../shell/parts/field.tsx'
import { PasswordField } from '../shell/parts/sign-in-fields.tsx'
import { sayDay, sayTime } from '../shell/parts/time-left.tsx'
import { type WaysProps, WaysSection } from './account-ways.tsx'
import { SessionList } from './sessions.tsx'

export function AccountPage({
  desk,
  department,
  sessions,
  tokens,
  ways,
  now,
  problems = {},
  problem,
  notice,
}: {
  desk: Desk
  department: string | undefined
  sessions: readonly SessionView[]
  tokens: Awaited<ReturnType<typeof listTokens>>
  ways: Omit<WaysProps, 'desk' | 'problems'>
  now: Date
  problems?: Problems
  problem?: string | undefined
  notice?: string | undefined
}) {
  const { officer } = desk
  return (
    <DeskLayout desk={desk} title="我的账户" place="account" notice={notice} problem={problem}>
      <div class="sheet">
        <h1>我的账户</h1>
        <p>
          {officer.name}（{officer.login}），{ROLE_NAMES[officer.role]}，{department ?? '全单位'}
        </p>
        <form method="post" action="/desk/account/password" data-once>
          <h2>改密码</h2>
          <Csrf desk={desk} />
          <input type="text" name="username" value={officer.login} autocomplete="username" hidden readOnly />
          <PasswordField id="current" label="现在的密码" problem={problems['current']} />
          <PasswordField
            id="password"
            label="新密码"
            hint="至少 10 个字符，可以用一句好记的话。"
            problem={problems['password']}
            fill="new-password"
          />
          <PasswordField id="again" label="再输一次新密码" problem={problems['again']} fill="new-password" />
          <button type="submit" class="main">
            改密码
          </button>
        </form>
        <section aria-labelledby="factor">
          <h2 id="factor">两步登录</h2>
          <p>
            {officer.secondFactor ? '已开启：登录时要填手机上的验证码。' : '没有开：只用密码登录。'}
            <a href="/desk/account/second-factor">{officer.secondFactor ? '查看或换手机' : '开启'}</a>
          </p>
        </section>
        <WaysSection desk={desk} problems={problems} {...ways} />
        <section aria-labelledby="sessions">
          <h2 id="sessions">登录的地方</h2>
          <SessionList
            desk={desk}
            sessions={sessions}
            now={now}
            action={ref => `/desk/account/sessions/${ref}/revoke`}
          />
        </section>
        <section aria-labelledby="tokens">
          <h2 id="tokens">接口令牌</h2>
          {tokens.length === 0 ? (
            <p class="hint">没有。需要时请管理员发。</p>
          ) : (
            <ul class="rows">
              {tokens.map(t => (
                <li key={t.id}>
                  <span>
                    {t.name}
                    <small>
                      用来{sayScopes(t.scopes)}，{sayTime(t.createdAt, now)} 发放，
                      {t.state === 'expired'
                        ? '已到期'
                        : t.expiresAt && `${sayDay(shanghaiDate(new Date(t.expiresAt)), now)}到期`}
                      {t.state === 'live' &&
                        (t.lastUsedAt ? `，最近使用 ${sayTime(t.lastUsedAt, now)}` : '，还没用过')}
                    </small>
                  </span>
                  {t.state === 'pending' && (
                    <form method="post" action={`/desk/account/tokens/${t.id}/confirm`} data-once>
                      <Csrf desk={desk} />
                      <p class="hint">
                        有了这个令牌的程序就能以您的名义办上面这些事，记录里写的是您。不是您要的，请停用。
                      </p>
                      <PasswordField
                        id={`proof-token-${t.id}`}
                        name="proof"
                        label="您的密码"
                        problem={problems[`token${t.id}.proof`]}
                      />
                      <button type="submit" class="main">
                        确认
                      </button>
                    </form>
                  )}
                  <form method="post" action={`/desk/account/tokens/${t.id}/revoke`}>
                    <Csrf desk={desk} />
                    <button type="submit">停用</button>
                  </form>
                </li>
              ))}
            </ul>
          )}
        </section>
      </div>
    </DeskLayout>
  )
}
