import { type ComponentChildren, toChildArray } from 'preact'
import { LONGEST_TEXT } from '../../../domain/base/text/visible-text.ts'
import { EVENTS } from '../../../domain/cases/events.ts'
import { ACT_NAMES, type ResidentAct } from '../../../domain/cases/resident-acts.ts'
import type { Calendar } from '../../../domain/office/calendar.ts'
import type { Office } from '../../../domain/office/office.ts'
import type { ConfirmedBy } from '../../../domain/people/actor.ts'
import type { OwnCase } from '../../../usecases/cases/own/own-case.ts'
import { Flashes } from '../../shell/parts/flashes.tsx'
import { SiteLayout } from '../../shell/parts/site-layout.tsx'
import { sayDay, Time, timeLeft } from '../../shell/parts/time-left.tsx'
import { MediaList } from '../parts/transcript.tsx'
import { InLedger, type InLedgerProps } from './in-ledger.tsx'

/** Asks for number and code, for residents without a link. */
export const FindCasePage = ({
  office,
  number = '',
  problem,
  kept,
  wechat = false,
}: {
  office: Office
  number?: string
  problem?: string | undefined
  /** The text being written when the page's key expired. */
  kept?: { move: string; text: string } | undefined
  /** WeChat can identify the resident. */
  wechat?: boolean
}) => (
  <SiteLayout office={office} title="查进度" scripts={['door.js']}>
    <h1>查进度</h1>
    {problem && (
      <p class="flash bad" role="alert">
        {problem}
      </p>
    )}
    {kept?.text && (
      <section class="now soon">
        <p>您刚才填的还没有发出去，填好查询码后还在：</p>
        <p class="words">{kept.text}</p>
      </section>
    )}
    <form
      action="/c"
      method="post"
      class="ask"
      data-fragment="k"
      data-else={wechat && number && !problem ? `/c/${number}/wechat` : undefined}
    >
      {kept && (
        <>
          <input type="hidden" name="kept-move" value={kept.move} />
          <input type="hidden" name="kept-text" value={kept.text} />
        </>
      )}
      <label for="number">编号</label>
      <input
        id="number"
        name="number"
        value={number}
        required
        maxLength={30}
        inputMode="text"
        placeholder="2026-00123-4"
        autocomplete="off"
      />
      <label for="k">查询码</label>
      <input
        id="k"
        name="k"
        required
        maxLength={20}
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
      />
      <button type="submit" class="main">
        查
      </button>
    </form>
    {wechat && number && (
      <p>
        <a href={`/c/${number}/wechat`}>是我在微信里反映的，直接打开</a>
      </p>
    )}
    <p class="hint">
      编号和查询码在收到诉求时发给您的消息里，或在回执上。找不到了，请打电话{' '}
      <a href={`tel:${office.phone}`}>{office.phone}</a>。
    </p>
  </SiteLayout>
)

/** An event as text for the resident. */
const lineOf = ({ type, data }: OwnCase['events'][number]): string => {
  const spec = EVENTS[type]
  return 'residentLine' in spec ? (spec.residentLine?.(data) ?? '') : ''
}

export interface OwnCaseProps {
  office: Office
  own: OwnCase
  ledger: InLedgerProps['ledger']
  /** This browser is signed in at the desk, so it can only read. */
  atDesk: boolean
  calendar: Calendar
  now: Date
  notice?: string | undefined
  problem?: string | undefined
  typed?: { move: string; text: string } | undefined
}

const RATINGS = ['很不满意', '不满意', '一般', '满意', '很满意']

export function OwnCasePage(props: OwnCaseProps) {
  const { office, own, ledger, calendar, now, notice, problem, typed } = props
  const { reply } = own.deadlines
  const open = own.clock !== 'met'
  const left = timeLeft(reply, own.clock, now, calendar)
  const stopped = own.asked ? '等您补充，时间先停着' : '征求第三方意见，时间先停着'
  const can = (move: ResidentAct) => own.can.includes(move) && !props.atDesk
  const text = (move: ResidentAct) => (typed?.move === move ? typed.text : '')
  return (
    <SiteLayout office={office} title={own.title} scripts={['desk.js', 'door.js']}>
      <Flashes notice={notice} problem={problem} />
      <form action="/c" method="post" data-fragment="k" hidden>
        <input type="hidden" name="number" value={own.number} />
        <input type="hidden" name="k" value="" />
      </form>
      <h1>{own.title}</h1>
      <p class="number">编号 {own.number}</p>
      <section class="now" aria-label="办到哪一步">
        <p class="big">{own.statusText}</p>
        {own.department && <p>承办单位：{own.department}</p>}
        {open && (
          <>
            <p class={`due ${left.urgency}`}>
              最晚 <b>{sayDay(reply.dueOn, now)}</b> {reply.provisional ? '（暂定）' : ''}答复（
              {own.clock === 'stopped' ? stopped : left.text}）
            </p>
            {own.clock === 'overdue' && (
              <p>已经晚了，对不起。可以点下面的“催一下”，或打电话 {office.phone}。</p>
            )}
          </>
        )}
        {open && (
          <details class="why">
            <summary>为什么是这一天</summary>
            <p>{reply.explanation}</p>
            <p class="hint">{reply.article}</p>
          </details>
        )}
      </section>
      {own.asked && (
        <section class="now soon" aria-label="请您补充">
          <h2>请您补充</h2>
          <p class="words">{own.asked}</p>
        </section>
      )}
      {own.replies.map((r, i) => (
        <section
          key={r.id}
          class="reply"
          aria-label="答复"
          data-read={
            own.unread && !props.atDesk && i === own.replies.length - 1 ? `/c/${own.number}/read` : undefined
          }
        >
          <h2>{r.purpose === 'decline' ? '不受理的原因和去处' : '答复'}</h2>
          <p class="words">{r.text}</p>
          <MediaList attachments={r.pictures} />
          {r.approvedAt && (
            <p class="by">
              <Time iso={r.approvedAt} now={now} />
            </p>
          )}
        </section>
      ))}
      {can('rate') && (
        <Form {...props} move="rate">
          <fieldset class="stars">
            <legend>您满意吗？</legend>
            {RATINGS.map((word, i) => (
              <label key={word} class="radio">
                <input type="radio" name="rating" value={i + 1} required /> {i + 1} 分，{word}
              </label>
            ))}
          </fieldset>
          <label for="rate-text">想说的话（可不填）</label>
          <textarea id="rate-text" name="text" rows={2} maxLength={1000} value={text('rate')} />
          <button type="submit" class="main">
            评价
          </button>
        </Form>
      )}
      {can('supplement') && (
        <Form {...props} move="supplement">
          <label for="supplement-text">
            <h2>补充情况</h2>
          </label>
          <textarea
            id="supplement-text"
            name="text"
            rows={3}
            maxLength={LONGEST_TEXT}
            required
            value={text('supplement')}
          />
          <button type="submit" class={own.asked ? 'main' : undefined}>
            发给承办单位
          </button>
        </Form>
      )}
      {can('reopen') && (
        <Form {...props} move="reopen">
          <label for="reopen-text">
            <h2>没解决？请重新办理</h2>
          </label>
          <textarea
            id="reopen-text"
            name="reason"
            rows={3}
            maxLength={1000}
            required
            value={text('reopen')}
            aria-describedby="reopen-hint"
          />
          <p class="hint" id="reopen-hint">
            写明哪里没解决。重新办理有新的时限。
          </p>
          <button type="submit">重新办理</button>
        </Form>
      )}
      <section aria-labelledby="asked">
        <h2 id="asked">您说的</h2>
        <p class="words">{own.text}</p>
        <MediaList attachments={own.attachments} own />
        <p class="by">
          {own.kindText}，{own.areaName && `${own.areaName}，`}
          <Time iso={own.receivedAt} now={now} /> 收到
        </p>
      </section>
      <section aria-labelledby="steps">
        <h2 id="steps">经过</h2>
        <ol class="steps">
          {own.events.map(e => (
            <li key={e.seq}>
              {lineOf(e)} <Time iso={e.at} now={now} />
            </li>
          ))}
        </ol>
      </section>
      <InLedger office={office} number={own.number} ledger={ledger} now={now} />
      {(can('urge') || can('withdraw')) && (
        <div class="row">
          {can('urge') && (
            <Form {...props} move="urge">
              <button type="submit">催一下</button>
            </Form>
          )}
          {can('withdraw') && (
            <Form {...props} move="withdraw" confirm="撤回以后就不再办理了。确定撤回吗？">
              <button type="submit" class="quiet">
                撤回
              </button>
            </Form>
          )}
        </div>
      )}
      {own.cannot.length > 0 && (
        <details class="why">
          <summary>为什么这里没有{own.cannot.map(c => `“${ACT_NAMES[c.act]}”`).join('')}</summary>
          <dl>
            {own.cannot.map(c => (
              <div key={c.act}>
                <dt>{ACT_NAMES[c.act]}</dt>
                <dd>{c.why}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </SiteLayout>
  )
}

/** The form of one act. An act that decides about the case asks for more than a code, and says why. */
const Form = ({
  own,
  move,
  confirm,
  children,
}: OwnCaseProps & { move: ResidentAct; confirm?: string; children: ComponentChildren }) => {
  const proof = own.proofs[move]
  if (proof === 'counter') return <AtTheCounter move={move} />
  // What is done first, then who does it, then the button: the last of the children.
  const fields = toChildArray(children)
  const button = fields.pop()
  return (
    <form method="post" action={`/c/${own.number}/${move}`} class="own" data-once data-confirm={confirm}>
      {fields}
      {Array.isArray(proof) && <MoreProof move={move} ways={proof} />}
      {button}
    </form>
  )
}

const MoreProof = ({ move, ways }: { move: ResidentAct; ways: readonly ConfirmedBy[] }) => {
  const id = `${move}-phone`
  const chat = ways.includes('chat')
  return (
    <div class="proof">
      {ways.includes('phone') && (
        <>
          <label for={id}>登记时留的电话{chat && '（可不填）'}</label>
          <input
            id={id}
            name="phone"
            inputMode="tel"
            autocomplete="tel"
            maxLength={20}
            required={!chat}
            aria-describedby={`${id}-hint`}
          />
        </>
      )}
      <p class="hint" id={`${id}-hint`}>
        查询码别人也可能看到，所以“{ACT_NAMES[move]}”要核对是您本人。
        {chat
          ? ways.includes('phone')
            ? '填了登记时留的电话，马上办；不填，会在您反映时用的对话里问您，您确认了才办。'
            : '会在您反映时用的对话里问您，您确认了才办。'
          : '请填登记时留的电话。'}
      </p>
    </div>
  )
}

/** Shown when the resident has only a code that an officer has seen, too. */
const AtTheCounter = ({ move }: { move: ResidentAct }) => (
  <p class="hint">
    这件没有留电话，分不清拿查询码的是不是您本人。要“{ACT_NAMES[move]}
    ”，请打电话或到窗口提出，由工作人员记下来办。
  </p>
)
