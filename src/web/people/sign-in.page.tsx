import { InputField, type Problems } from '../shell/parts/field.tsx'
import { type Kept, KeptFields, mainText } from '../shell/parts/kept.tsx'
import { LoginField, PasswordField } from '../shell/parts/sign-in-fields.tsx'
import { SignInLayout } from '../shell/parts/sign-in-layout.tsx'

export function SignInPage({
  office,
  next,
  login = '',
  problem,
  kept,
}: {
  office: string
  next: string
  login?: string
  problem?: string | undefined
  kept?: Kept | undefined
}) {
  return (
    <SignInLayout office={office} title="登录" problem={problem}>
      {kept && <p class="flash done">您刚才填的还在，登录后可以接着办。</p>}
      <form method="post" action="/desk/sign-in" data-once>
        <input type="hidden" name="next" value={next} />
        <KeptFields kept={kept} />
        <LoginField label="登录名" value={login} most={64} focus={!login} />
        <PasswordField id="password" label="密码" focus={Boolean(login)} />
        <button type="submit" class="main">
          登录
        </button>
      </form>
      <p class="hint">忘了密码，请管理员在“人员”里发一个重置链接。</p>
    </SignInLayout>
  )
}

export function SetUpPage({
  office,
  token,
  officer,
  typed = {},
  problems = {},
  problem,
}: {
  office: string
  token: string
  /** Whose password is set; null for the first admin. */
  officer: { login: string; name: string } | null
  typed?: { login?: string; name?: string }
  problems?: Problems
  problem?: string | undefined
}) {
  return (
    <SignInLayout office={office} title={officer ? '设置密码' : '建立第一位管理员'} problem={problem}>
      {officer ? (
        <p>
          {officer.name}（{officer.login}），请设一个新密码。
        </p>
      ) : (
        <p>您将是管理员：添加工作人员、看设置是否正确。诉求件由其他人办理。</p>
      )}
      <form method="post" action="/desk/set-up" data-once>
        <input type="hidden" name="token" value={token} />
        {!officer && (
          <LoginField
            label="登录名"
            hint="2–32 个小写字母、数字、点或横线，字母开头。"
            problem={problems['login']}
            value={typed.login ?? ''}
            most={32}
          />
        )}
        {!officer && (
          <InputField
            id="name"
            label="姓名"
            problem={problems['name']}
            value={typed.name ?? ''}
            required
            autocomplete="name"
            maxLength={30}
          />
        )}
        <PasswordField
          id="password"
          label="密码"
          hint="至少 10 个字符，可以用一句好记的话；不能和登录名一样。"
          problem={problems['password']}
          fill="new-password"
          least={10}
        />
        <PasswordField id="again" label="再输一次" problem={problems['again']} fill="new-password" />
        <button type="submit" class="main">
          {officer ? '保存密码' : '建立管理员'}
        </button>
      </form>
    </SignInLayout>
  )
}

/** Shown after a sign-in that interrupted writing: the text, and a button that restores it in its form. */
export const ResumePage = ({
  office,
  csrf,
  action,
  kept,
}: {
  office: string
  csrf: string
  action: string
  kept: Kept
}) => (
  <SignInLayout office={office} title="接着办">
    <p>登录好了。您刚才填的没有丢，还没有存：</p>
    <blockquote>{mainText(kept)}</blockquote>
    <form method="post" action={action}>
      <input type="hidden" name="_csrf" value={csrf} />
      <KeptFields kept={kept} />
      <button type="submit" class="main" autofocus>
        放回表里
      </button>
    </form>
  </SignInLayout>
)

/** The page of a one-time link: its secret is behind the #, and a script puts it into this form. */
export const OpenLinkPage = ({
  office,
  title,
  action,
}: {
  office: string
  title: string
  action: string
}) => (
  <SignInLayout office={office} title={title} scripts={['desk.js', 'door.js']}>
    <form method="post" action={action} data-fragment="token">
      <label for="token">链接里 token= 后面的部分</label>
      <input
        id="token"
        name="token"
        required
        maxLength={200}
        autocomplete="off"
        spellcheck={false}
        aria-describedby="token-hint"
      />
      <p class="hint" id="token-hint">
        一般会自己填好并打开。没有打开，请把链接里 token= 后面的部分粘贴到这里。
      </p>
      <button type="submit" class="main">
        打开
      </button>
    </form>
  </SignInLayout>
)

/** The page of a link in a letter that confirms an officer's mailbox. `token` is null once it is confirmed. */
export const ConfirmMailPage = ({ office, token }: { office: string; token: string | null }) => (
  <SignInLayout office={office} title="确认邮箱">
    {token === null ? (
      <p role="status">邮箱确认好了，以后提醒会发到这里。</p>
    ) : (
      <form method="post" action="/desk/confirm-mail" data-once>
        <p>以后把办件台的提醒发到收到这封邮件的邮箱？</p>
        <input type="hidden" name="token" value={token} />
        <button type="submit" class="main">
          确认
        </button>
      </form>
    )}
    <p class="links">
      <a href="/desk">到办件台</a>
    </p>
  </SignInLayout>
)
