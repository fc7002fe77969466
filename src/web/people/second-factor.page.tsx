import { inFours } from '../../domain/people/totp.ts'
import type { FactorView } from '../../usecases/people/second-factor.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, type Problems } from '../shell/parts/field.tsx'
import { type Kept, KeptFields } from '../shell/parts/kept.tsx'
import { PasswordField } from '../shell/parts/sign-in-fields.tsx'
import { SignInLayout } from '../shell/parts/sign-in-layout.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

const CodeField = ({ problem, recovery = false }: { problem?: string | undefined; recovery?: boolean }) => (
  <InputField
    id="code"
    label="验证码"
    hint={recovery ? '手机上的 6 位数字。手机不在身边，填一个恢复码。' : '手机上的 6 位数字。'}
    problem={problem}
    required
    maxLength={20}
    autocomplete="one-time-code"
    autocapitalize="none"
    spellcheck={false}
    inputMode={recovery ? 'text' : 'numeric'}
  />
)

/** The second step of signing in. */
export const SecondStepPage = ({
  office,
  challenge,
  next,
  kept,
  problem,
}: {
  office: string
  challenge: string
  next: string
  kept?: Kept | undefined
  problem?: string | undefined
}) => (
  <SignInLayout office={office} title="验证码" problem={problem}>
    <form method="post" action="/desk/sign-in/code" data-once>
      <input type="hidden" name="challenge" value={challenge} />
      <input type="hidden" name="next" value={next} />
      <KeptFields kept={kept} />
      <CodeField recovery />
      <button type="submit" class="main">
        登录
      </button>
    </form>
    <p class="hint">手机丢了、恢复码也没有，请管理员在“人员”里重置您的两步登录。</p>
    <p class="links">
      <a href="/desk/sign-in">重新登录</a>
    </p>
  </SignInLayout>
)

interface FactorProps {
  desk: Desk
  factor: FactorView
  /** SVG made by `qrcode` from our own text. */
  qr?: string | undefined
  /** Shown once, right after they were made. */
  codes?: readonly string[] | undefined
  now: Date
  problems?: Problems
  problem?: string | undefined
  notice?: string | undefined
}

/** Sets up, manages and turns off the second step. */
export function SecondFactorPage({
  desk,
  factor,
  qr,
  codes,
  now,
  problems = {},
  problem,
  notice,
}: FactorProps) {
  return (
    <DeskLayout desk={desk} title="两步登录" place="account" problem={problem} notice={notice}>
      <div class="sheet factor">
        <h1>两步登录</h1>
        {codes ? (
          <Codes codes={codes} login={desk.officer.login} />
        ) : factor.on ? (
          <Manage desk={desk} factor={factor} now={now} problems={problems} />
        ) : factor.pending ? (
          <SetUp desk={desk} pending={factor.pending} qr={qr} problems={problems} />
        ) : (
          <Begin desk={desk} required={factor.required} problems={problems} />
        )}
        {(factor.on || !factor.required) && !codes && (
          <p class="links">
            <a href="/desk/account">回到我的账户</a>
          </p>
        )}
      </div>
    </DeskLayout>
  )
}

const Begin = ({ desk, required, problems }: { desk: Desk; required: boolean; problems: Problems }) => (
  <form method="post" action="/desk/account/second-factor/begin">
    <Csrf desk={desk} />
    {required && <p>您的角色要用两步登录。设好以后才能办件，只要一两分钟。</p>}
    <p>登录时除了密码，再填手机上的 6 位验证码。别人知道了密码也进不来。</p>
    <p class="hint">手机上先装一个验证器，例如微软、谷歌的验证器，或密码管理软件。不用联网，也不用手机号。</p>
    <PasswordField id="proof" label="您的密码" problem={problems['proof']} />
    <button type="submit" class="main">
      开始设置
    </button>
  </form>
)

const SetUp = ({
  desk,
  pending,
  qr,
  problems,
}: {
  desk: Desk
  pending: NonNullable<FactorView['pending']>
  qr: string | undefined
  problems: Problems
}) => (
  <>
    <ol class="how">
      <li>
        <p>用手机上的验证器扫这个码：</p>
        {qr && (
          // Drawn by us from our own text: nothing of it comes from outside.
          <div class="qr" role="img" aria-label="两步登录的二维码" dangerouslySetInnerHTML={{ __html: qr }} />
        )}
        <p>扫不了，就手工输入这个密钥：</p>
        <p class="secret number">{inFours(pending.key)}</p>
      </li>
      <li>
        <form method="post" action="/desk/account/second-factor/confirm" data-once>
          <p>填手机上现在显示的验证码：</p>
          <Csrf desk={desk} />
          <CodeField problem={problems['code']} />
          <button type="submit" class="main">
            开启两步登录
          </button>
        </form>
      </li>
    </ol>
    <form method="post" action="/desk/account/second-factor/begin">
      <Csrf desk={desk} />
      <button type="submit" class="quiet">
        换一个密钥
      </button>
    </form>
  </>
)

const Codes = ({ codes, login }: { codes: readonly string[]; login: string }) => {
  const file = `办件台恢复码（${login}）。每个只能用一次。\n${codes.join('\n')}\n`
  return (
    <section aria-labelledby="codes">
      <h2 id="codes">恢复码：只显示这一次</h2>
      <p>
        手机丢了、换了的时候，用一个恢复码代替验证码登录。每个只能用一次。请打印或存好，不要和密码放在一起。
      </p>
      <ul class="codes secret number">
        {codes.map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <p class="links">
        <a
          class="button"
          download={`恢复码-${login}.txt`}
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
        >
          下载
        </a>
        <button type="button" class="needs-script" data-print>
          打印
        </button>
        <a href="/desk">存好了，去办件台</a>
      </p>
    </section>
  )
}

const Manage = ({
  desk,
  factor,
  now,
  problems,
}: {
  desk: Desk
  factor: FactorView
  now: Date
  problems: Problems
}) => (
  <>
    <p>
      {sayTime(factor.since!, now)}开启。恢复码还剩 {factor.codesLeft} 个
      {factor.codesLeft <= 3 && '，请换一套新的'}。
    </p>
    <form method="post" action="/desk/account/second-factor/codes" data-once>
      <h2>换一套恢复码</h2>
      <Csrf desk={desk} />
      <CodeField problem={problems['codes.code']} />
      <button type="submit">换新的，旧的作废</button>
    </form>
    <form method="post" action="/desk/account/second-factor/off" data-once>
      <h2>关掉两步登录</h2>
      {factor.required && <p>您的角色要用两步登录：关掉以后要马上重新设置，例如换手机的时候。</p>}
      <Csrf desk={desk} />
      <PasswordField id="off-password" name="password" label="密码" problem={problems['password']} />
      <InputField
        id="off-code"
        label="验证码或恢复码"
        problem={problems['off.code']}
        name="code"
        required
        maxLength={20}
        autocomplete="one-time-code"
      />
      <button type="submit">关掉</button>
    </form>
  </>
)
