import { CHANNEL_NAMES } from '../../domain/base/message.ts'
import {
  type Quiet,
  WAY_MODE_NAMES,
  WAY_MODES,
  WAY_NAMES,
  WAYS,
  type Way,
} from '../../domain/notify/push-plan.ts'
import type { WayView } from '../../usecases/people/officer-ways.ts'
import { Csrf, type Desk } from '../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField } from '../shell/parts/field.tsx'
import { PasswordField } from '../shell/parts/sign-in-fields.tsx'

export interface WaysProps {
  desk: Desk
  ways: readonly WayView[]
  quiet: Quiet
  /** What can be set up here at all. */
  open: { mail: boolean; chats: readonly ('wechat' | 'telegram')[] }
  /** A code that was made just now. */
  chatCode?: string | undefined
  typed?: Readonly<Record<string, string>>
  problems?: Problems
}

const STATE = (way: WayView) =>
  way.way === 'mail'
    ? way.confirmed
      ? way.address
      : `${way.address}，还没确认，请打开邮件里的链接`
    : '已绑定'

/** The routes of notifications and quiet hours. The desk always shows all reminders. */
export function WaysSection({ desk, ways, quiet, open, chatCode, typed = {}, problems = {} }: WaysProps) {
  const of = (way: Way) => ways.find(w => w.way === way)
  const chats = open.chats.filter(chat => !of(chat))
  return (
    <section aria-labelledby="ways">
      <h2 id="ways">提醒方式</h2>
      <p class="hint">
        办件台右上角一直有提醒。要在别处也收到，可以加邮箱或聊天。发出去的只有编号、类型、村和时限，没有群众的姓名、电话和内容。
      </p>
      {ways.length > 0 && (
        <ul class="rows">
          {ways.map(way => (
            <li key={way.way}>
              <span>
                {WAY_NAMES[way.way]}
                <small>{STATE(way)}</small>
              </span>
              <form method="post" action={`/desk/account/ways/${way.way}/remove`}>
                <Csrf desk={desk} />
                <button type="submit" aria-label={`去掉${WAY_NAMES[way.way]}`}>
                  {way.way === 'mail' ? '去掉' : '解除绑定'}
                </button>
              </form>
            </li>
          ))}
        </ul>
      )}
      {ways.length > 0 && (
        <form method="post" action="/desk/account/ways">
          <h3>什么时候提醒</h3>
          <Csrf desk={desk} />
          {WAYS.filter(way => of(way)).map(way => (
            <SelectField key={way} id={`mode-${way}`} label={WAY_NAMES[way]}>
              {WAY_MODES.map(mode => (
                <option key={mode} value={mode} selected={of(way)?.mode === mode}>
                  {WAY_MODE_NAMES[mode]}
                </option>
              ))}
            </SelectField>
          ))}
          <div class="pair">
            <InputField
              id="from"
              label="从几点起不打扰"
              problem={problems['from']}
              type="time"
              required
              value={typed['from'] ?? quiet.from}
            />
            <InputField
              id="to"
              label="到几点"
              hint="两个时间一样，就是不设。"
              problem={problems['to']}
              type="time"
              required
              value={typed['to'] ?? quiet.to}
            />
          </div>
          <p>
            <label class="check">
              <input type="checkbox" name="daysOff" value="yes" checked={quiet.daysOff} />{' '}
              休息日也不打扰（按国务院放假和调休安排）
            </label>
          </p>
          <p class="hint">这段时间里的提醒放进下一个工作日 8:30 的每日清单。急件和领导批示照常提醒。</p>
          <button type="submit">保存</button>
        </form>
      )}
      {open.mail && (
        <form method="post" action="/desk/account/mailbox" data-once>
          <h3>{of('mail') ? '换一个邮箱' : '加邮箱'}</h3>
          <Csrf desk={desk} />
          <InputField
            id="mail"
            label="邮箱"
            hint="会发一封确认邮件过去。"
            problem={problems['mail']}
            type="email"
            required
            maxLength={200}
            autocomplete="email"
            value={typed['mail'] ?? ''}
          />
          <PasswordField id="proof-mail" name="proof" label="您的密码" problem={problems['mail.proof']} />
          <button type="submit">发确认邮件</button>
        </form>
      )}
      {chatCode && (
        <div class="once" role="status">
          <p>
            请在{open.chats.map(chat => CHANNEL_NAMES[chat]).join('或')}里，给本单位的公众号（机器人）发：
          </p>
          <p class="secret number">绑定 {chatCode}</p>
          <p class="hint">10 分钟内有效，只能用一次。发完刷新这一页，就能看到已绑定。</p>
        </div>
      )}
      {!chatCode && chats.length > 0 && (
        <form method="post" action="/desk/account/chat-code">
          <h3>加{chats.map(chat => CHANNEL_NAMES[chat]).join('、')}</h3>
          <Csrf desk={desk} />
          <PasswordField id="proof-chat" name="proof" label="您的密码" problem={problems['chat.proof']} />
          <button type="submit">取绑定码</button>
        </form>
      )}
      {!open.mail && open.chats.length === 0 && (
        <p class="hint">本单位还没有接入邮件、微信或 Telegram，请管理员先设置。</p>
      )}
    </section>
  )
}
