import { LONGEST_TEXT } from '../../domain/base/text/visible-text.ts'
import { KIND_NAMES, KINDS } from '../../domain/office/kinds.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Advice } from '../../usecases/guides/advise-on-case.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, type Problems, SelectField, TextAreaField } from '../shell/parts/field.tsx'
import { Logo, Page } from '../shell/parts/page.tsx'

const DOORS = [
  ['phone', '电话'],
  ['visit', '来访'],
  ['letter', '来信'],
] as const

/** Intake at the counter or on the phone: one screen, in the order people tell it. */
export function NewCasePage({
  desk,
  office,
  typed = {},
  problems = {},
  problem,
  submission,
  suggested,
}: {
  desk: Desk
  office: Pick<Office, 'areas' | 'categories'>
  typed?: Readonly<Record<string, string>>
  problems?: Problems
  problem?: string | undefined
  /** Submitted with the form, so that a double click registers one case. */
  submission: string
  suggested?: Pick<Advice, 'department' | 'category'> | undefined
}) {
  const v = (name: string) => typed[name] ?? ''
  return (
    <DeskLayout desk={desk} title="登记诉求" place="new" problem={problem}>
      <form method="post" action="/desk/new" class="sheet intake" data-once>
        <h1>登记诉求</h1>
        <Csrf desk={desk} />
        <input type="hidden" name="submission" value={submission} />
        <div class="pair">
          <fieldset>
            <legend>怎么来的</legend>
            {DOORS.map(([id, name]) => (
              <label key={id} class="radio">
                <input
                  type="radio"
                  name="channel"
                  value={id}
                  required
                  checked={(v('channel') || 'phone') === id}
                />{' '}
                {name}
              </label>
            ))}
          </fieldset>
          <fieldset>
            <legend>类型</legend>
            {KINDS.filter(k => k !== 'disclosure').map(id => (
              <label key={id} class="radio">
                <input
                  type="radio"
                  name="kind"
                  value={id}
                  required
                  checked={(v('kind') || 'complaint') === id}
                />{' '}
                {KIND_NAMES[id]}
              </label>
            ))}
          </fieldset>
        </div>
        <TextAreaField
          id="text"
          label="群众说了什么"
          hint="照群众的话记，时间、地点、要求都写上。"
          problem={problems['text']}
          rows={6}
          maxLength={LONGEST_TEXT}
          required
          value={v('text')}
          autofocus
          hx-post="/desk/new/suggest"
          hx-trigger="input changed delay:600ms"
          hx-target="#suggested"
          hx-sync="this:replace"
        />
        <div class="suggest">
          <div id="suggested" role="status">
            <Suggested suggested={suggested} />
          </div>
          <button type="submit" class="quiet no-script" formaction="/desk/new/suggest" formnovalidate>
            看看归哪里办
          </button>
        </div>
        <InputField
          id="title"
          label="标题"
          optional
          hint="不填就用第一句话。"
          problem={problems['title']}
          maxLength={80}
          value={v('title')}
        />
        <div class="pair">
          <SelectField id="area" label="村（社区）" optional problem={problems['area']}>
            <option value="">不清楚</option>
            {office.areas.map(a => (
              <option key={a.id} value={a.id} selected={v('area') === a.id}>
                {a.name}
              </option>
            ))}
          </SelectField>
          <SelectField
            id="category"
            label="类别"
            optional
            hint="不选就按内容自动判断。"
            problem={problems['category']}
          >
            <option value="">自动判断</option>
            {office.categories.map(c => (
              <option key={c.id} value={c.id} selected={v('category') === c.id}>
                {c.name}
              </option>
            ))}
          </SelectField>
        </div>
        <InputField
          id="place"
          label="具体地点"
          optional
          problem={problems['place']}
          maxLength={200}
          value={v('place')}
        />
        <div class="pair">
          <InputField
            id="name"
            label="群众姓名"
            optional
            problem={problems['resident.name']}
            maxLength={40}
            value={v('name')}
            autocomplete="off"
          />
          <InputField
            id="phone"
            label="联系电话"
            optional
            hint="留了电话才好告知答复。"
            problem={problems['resident.phone']}
            maxLength={20}
            inputMode="tel"
            value={v('phone')}
            autocomplete="off"
          />
        </div>
        <label class="check">
          <input type="checkbox" name="anonymous" value="1" checked={v('anonymous') === '1'} /> 群众要求匿名
        </label>
        <p class="hint">
          勾了匿名，姓名和电话就不存；正文里写到的姓名、电话、住址也会去掉。请把回执交给本人。
        </p>
        <div class="row">
          <button type="submit" class="main">
            登记并打印回执
          </button>
        </div>
      </form>
    </DeskLayout>
  )
}

const percent = (n: number) => `${Math.round(n * 100)}%`

/** The suggested department and category. Always one line high, so that the page does not move during typing. */
export function Suggested({
  suggested,
}: {
  suggested?: Pick<Advice, 'department' | 'category'> | undefined
}) {
  if (!suggested) return <p class="hint">写了内容，这里会说像哪一类、归哪里办。</p>
  const { category, department } = suggested
  if (!category && !department) return <p class="hint">看不出是哪一类，请在下面选。</p>
  return (
    <p class="hint">
      {category && `类别像是“${category.name}”（把握 ${percent(category.confidence)}），不选就用它。`}
      {department &&
        `承办单位像是${department.name}（把握 ${percent(department.confidence)}，按${
          department.from === 'office' ? '本单位以往的分派' : '内容里的词'
        }）。`}
    </p>
  )
}

/** The receipt for the resident: number, date, and a QR code of the case page. Printed on one sheet. */
export function ReceiptPage({
  desk,
  office,
  number,
  title,
  receivedAt,
  dueOn,
  why,
  url,
  verifyUrl,
  handed,
}: {
  desk: Desk
  office: Pick<Office, 'name' | 'phone' | 'address'>
  number: string
  title: string
  receivedAt: string
  dueOn: string
  why: string
  /** The case page without its code. */
  url: string
  /** Where anybody can check the ledger. */
  verifyUrl: string
  /** The code made for this receipt, during printing. */
  handed?:
    | {
        code: string
        /** What the case's number is hidden with in the ledger, in groups. */
        salt: string
        /** SVG made by `qrcode` from our own URL: nothing in it comes from outside. */
        qr: string
      }
    | undefined
}) {
  return (
    <Page title={`回执 ${number}`} className="receipt" scripts={['desk.js']}>
      <main id="main">
        <p class="brand">
          <Logo />
          <span>{office.name}</span>
        </p>
        <h1>收到您的诉求</h1>
        <dl class="facts big">
          <div>
            <dt>编号</dt>
            <dd class="number">{number}</dd>
          </div>
          <div>
            <dt>内容</dt>
            <dd>{title}</dd>
          </div>
          <div>
            <dt>收到</dt>
            <dd>{receivedAt}</dd>
          </div>
          <div>
            <dt>最晚答复</dt>
            <dd>
              <b>{dueOn}</b>
            </dd>
          </div>
        </dl>
        <p>{why}</p>
        {handed ? (
          <div class="qr">
            <div class="code" dangerouslySetInnerHTML={{ __html: handed.qr }} />
            <div>
              <p>
                用手机扫一扫，看办到哪一步、看答复、评价。
                <br />
                没有智能手机，打电话报编号也能查：{office.phone}。
              </p>
              <p>
                网址：<span class="number">{url}</span>
                <br />
                查询码：<b class="number">{handed.code}</b>
              </p>
              <p class="hint">查询码只给您本人，请收好。评价、重新办理和撤回还要核对登记时留的电话。</p>
              <p>
                台账验证码：<span class="number">{handed.salt}</span>
              </p>
              <p class="hint">
                有编号和台账验证码，就能在 {verifyUrl}{' '}
                自己查这件算进公布的数字没有，不用相信我们。别人拿到也能查，请一起收好。
              </p>
            </div>
          </div>
        ) : (
          <form method="post" action={`/desk/cases/${number}/receipt`} class="no-print" data-once>
            <Csrf desk={desk} />
            <p>查询码不留存。要给群众，就发一个新的：会记下是谁发的，以后可以作废，群众自己的码不变。</p>
            <button type="submit" class="main">
              发查询码
            </button>
          </form>
        )}
        <p class="hint">{office.address}</p>
        <div class="row no-print">
          <button type="button" class="main needs-script" data-print>
            打印
          </button>
          <a class="button" href={`/desk/cases/${number}`}>
            打开这件
          </a>
          <a class="button" href="/desk/new">
            再登记一件
          </a>
        </div>
      </main>
    </Page>
  )
}
