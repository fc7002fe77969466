import type { Office } from '../../domain/office/office.ts'
import { ROLE_NAMES, ROLES } from '../../domain/office/roles.ts'
import { may } from '../../domain/people/policy.ts'
import {
  DEFAULT_SCOPES,
  SCOPES,
  TOKEN_DAYS,
  TOKEN_DAYS_MAX,
  TOKEN_SCOPES,
} from '../../domain/people/token-scopes.ts'
import type { OfficerView } from '../../usecases/people/officers.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField } from '../shell/parts/field.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { TableHead } from '../shell/parts/tables.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

export interface OfficersProps {
  desk: Desk
  officers: OfficerView[]
  departments: Office['departments']
  areas: Office['areas']
  now: Date
  typed?: Readonly<Record<string, string>>
  problems?: Problems
  problem?: string | undefined
  notice?: string | undefined
  /** A link or a token that was just made; it cannot be shown again. */
  shownOnce?: { what: 'link' | 'token'; for: string; text: string }
}

export function OfficersPage({
  desk,
  officers,
  departments,
  areas,
  now,
  typed = {},
  problems = {},
  problem,
  notice,
  shownOnce,
}: OfficersProps) {
  const areaName = (id: string | null) =>
    id === null ? undefined : (areas.find(a => a.id === id)?.name ?? id)
  const departmentName = (id: string | null) => departments.find(d => d.id === id)?.name ?? id ?? '全单位'
  const v = (name: string) => typed[name] ?? ''
  return (
    <DeskLayout desk={desk} title="人员" place="officers" notice={notice} problem={problem}>
      <div class="sheet wide">
        <h1>人员</h1>
        {shownOnce && (
          <section class="once" aria-labelledby="once">
            <h2 id="once">
              {shownOnce.what === 'link' ? `给${shownOnce.for}设密码的链接` : `${shownOnce.for} 的接口令牌`}
            </h2>
            <p class="secret number">{shownOnce.text}</p>
            <p class="hint">
              {shownOnce.what === 'link'
                ? '请当面或电话交给本人。24 小时内有效，只能用一次，离开这页就看不到了。'
                : '只显示这一次。要本人在“我的账户”的“接口令牌”里确认后才能用。'}
            </p>
          </section>
        )}
        <Scroll label="人员名单">
          <table class="list people">
            <TableHead titles={['姓名', '登录名', '角色', '部门', '最近使用', '操作']} />
            <tbody>
              {officers.map(o => (
                <tr key={o.id} class={o.disabledAt ? 'off' : undefined}>
                  <th scope="row">{o.name}</th>
                  <td class="number" data-name="登录名">
                    {o.login}
                  </td>
                  <td data-name="角色">{ROLE_NAMES[o.role]}</td>
                  <td data-name="部门">{areaName(o.areaId) ?? departmentName(o.departmentId)}</td>
                  <td data-name="最近使用">
                    {o.disabledAt
                      ? '已停用'
                      : o.lastSeenAt
                        ? sayTime(o.lastSeenAt, now)
                        : o.hasPassword
                          ? '还没登录过'
                          : '还没设密码'}
                  </td>
                  <td>
                    <div class="acts">
                      {o.disabledAt ? (
                        <Act desk={desk} login={o.login} action="enable" text="启用" name={o.name} />
                      ) : (
                        <>
                          <Act desk={desk} login={o.login} action="link" text="重置链接" name={o.name} />
                          <a class="button quiet" href={`/desk/officers/${o.login}/sessions`}>
                            登录<span class="hidden">：{o.name}</span>
                          </a>
                          {o.secondFactor && o.login !== desk.officer.login && (
                            <Act
                              desk={desk}
                              login={o.login}
                              action="reset-factor"
                              text="重置两步登录"
                              name={o.name}
                              confirm={`重置${o.name}的两步登录？他的登录马上退出，下次只用密码登录后重新设置。`}
                            />
                          )}
                          {may({ kind: 'officer', role: o.role }, 'useApi') && (
                            <TokenForm desk={desk} login={o.login} name={o.name} />
                          )}
                          <Act
                            desk={desk}
                            login={o.login}
                            action="disable"
                            text="停用"
                            name={o.name}
                            confirm={`停用${o.name}？他的登录和令牌马上失效，办过的记录都保留。`}
                          />
                        </>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
        <form method="post" action="/desk/officers" class="add" data-once>
          <h2>添加人员</h2>
          <Csrf desk={desk} />
          <div class="pair">
            <InputField
              id="name"
              label="姓名"
              problem={problems['name']}
              required
              maxLength={30}
              value={v('name')}
              autocomplete="off"
            />
            <InputField
              id="login"
              label="登录名"
              hint="小写字母开头，例如 zhangsan。"
              problem={problems['login']}
              required
              maxLength={32}
              value={v('login')}
              autocomplete="off"
              autocapitalize="none"
              spellcheck={false}
            />
          </div>
          <div class="pair">
            <SelectField id="role" label="角色" problem={problems['role']} required>
              {ROLES.map(r => (
                <option key={r} value={r} selected={v('role') === r}>
                  {ROLE_NAMES[r]}
                </option>
              ))}
            </SelectField>
            <SelectField
              id="departmentId"
              label="部门"
              hint="选了部门，经办、审核和领导就只看本部门的件。特邀监察员不用选，只看明查暗访。"
              problem={problems['departmentId']}
            >
              <option value="">全单位</option>
              {departments.map(d => (
                <option key={d.id} value={d.id} selected={v('departmentId') === d.id}>
                  {d.name}
                </option>
              ))}
            </SelectField>
            <SelectField
              id="areaId"
              label="村（社区）"
              hint="只有村里的通讯员选。"
              problem={problems['areaId']}
            >
              <option value="">不按村</option>
              {areas.map(a => (
                <option key={a.id} value={a.id} selected={v('areaId') === a.id}>
                  {a.name}
                </option>
              ))}
            </SelectField>
          </div>
          <button type="submit" class="main">
            添加，并给出设密码的链接
          </button>
        </form>
      </div>
    </DeskLayout>
  )
}

/** The form for an officer's token: its scopes and expiry. The officer confirms it. */
const TokenForm = ({ desk, login, name }: { desk: Desk; login: string; name: string }) => (
  <details class="token">
    <summary class="button quiet" aria-label={`接口令牌：${name}`}>
      接口令牌
    </summary>
    <form method="post" action={`/desk/officers/${login}/token`} data-once>
      <Csrf desk={desk} />
      <label>
        名称
        <input name="name" maxLength={60} placeholder="例如 统计脚本" />
      </label>
      <fieldset>
        <legend>用来</legend>
        {SCOPES.map(scope => (
          <label key={scope} class="check">
            <input type="checkbox" name="scope" value={scope} checked={DEFAULT_SCOPES.includes(scope)} />{' '}
            {TOKEN_SCOPES[scope]}
          </label>
        ))}
      </fieldset>
      <label>
        有效天数
        <input type="number" name="days" min={1} max={TOKEN_DAYS_MAX} value={TOKEN_DAYS} required />
      </label>
      <button type="submit">发令牌</button>
      <p class="hint">本人确认后才能用。</p>
    </form>
  </details>
)

const Act = ({
  desk,
  login,
  action,
  text,
  name,
  confirm,
}: {
  desk: Desk
  login: string
  action: string
  text: string
  name: string
  confirm?: string
}) => (
  <form method="post" action={`/desk/officers/${login}/${action}`} data-confirm={confirm}>
    <Csrf desk={desk} />
    <button type="submit" class="quiet" aria-label={`${text}：${name}`}>
      {text}
    </button>
  </form>
)
