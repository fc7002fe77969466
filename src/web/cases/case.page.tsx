import { OPEN } from '../../domain/cases/case.ts'
import { UNREACHABLE } from '../../domain/cases/moves/system/note-unreachable.ts'
import type { Calendar } from '../../domain/office/calendar.ts'
import type { CaseView } from '../../usecases/cases/shown/view-case.ts'
import type { Advice } from '../../usecases/guides/advise-on-case.ts'
import { Csrf, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { sayDay } from '../shell/parts/time-left.tsx'
import type { MovesProps } from './moves/form.tsx'
import { Moves } from './moves/mod.tsx'
import { CaseAdvice } from './parts/case-advice.tsx'
import { CaseCodes } from './parts/case-codes.tsx'
import { CaseFacts } from './parts/case-facts.tsx'
import { DeadlineCard } from './parts/deadline-card.tsx'
import type { Names } from './parts/event-text.ts'
import { LegalHold } from './parts/legal-hold.tsx'
import { Replies } from './parts/replies.tsx'
import { type CaseFinding, Timeline } from './parts/timeline.tsx'
import { Conversation, MediaList } from './parts/transcript.tsx'

interface CasePageProps extends MovesProps {
  now: Date
  calendar: Calendar
  names: Names
  advice?: Advice | undefined
  /** Findings of inspections, for officers who may read them. */
  findings?: readonly CaseFinding[]
  /** Who else has this case open, as a sentence. */
  others?: string
  /** A language model is configured, so a draft can be requested. */
  assists?: boolean
  notice?: string | undefined
  problem?: string | undefined
  /** Unsealed for this page only. */
  revealed?: { name: string | null; phone: string | null } | undefined
}

/** What the case waits for, shown to officers who cannot do it themselves. */
const WAITS: Partial<Record<CaseView['status'], string>> = {
  received: '等受理转办人员受理。',
  accepted: '等受理转办人员分派到承办单位。',
  assigned: '等承办人员写答复。',
  awaiting_resident: '等群众补充。群众一补充，就回到承办人员手里。',
  in_review: '等审核人员审核。',
}

function waiting(view: CaseView): string | undefined {
  const does: Partial<Record<CaseView['status'], CaseView['moves'][number]>> = {
    received: 'accept',
    accepted: 'assign',
    assigned: 'draft',
    in_review: 'approve',
  }
  const mine = does[view.status]
  return mine && view.moves.includes(mine) ? undefined : WAITS[view.status]
}

/** What the resident was reading when they wrote. */
const AboutItem = ({ item }: { item: NonNullable<CaseView['item']> }) => (
  <p class="about-item">
    说的是公开信息{' '}
    <a href={`/open/item/${item.number}`}>
      {item.number}《{item.title}》
    </a>
    ，群众看的是第 {item.version} 版
    {item.liveVersion === null
      ? '，现在已经撤下。'
      : item.liveVersion === item.version
        ? '。'
        : `，现在公开的是第 ${item.liveVersion} 版。`}
  </p>
)

export function CasePage(props: CasePageProps) {
  const { desk, view, now, calendar, names } = props
  const wait = waiting(view)
  return (
    <DeskLayout
      desk={desk}
      title={`${view.title}（${view.number}）`}
      notice={props.notice}
      problem={props.problem}
      scripts={['editor.js']}
    >
      <article class="case" data-status={view.status}>
        <header class="case-head">
          <div class="line">
            <p class="crumbs">
              <a href="/desk">诉求件</a> / <span class="number">{view.number}</span>
            </p>
            <p class="others" role="status" data-live-case={view.number}>
              {props.others && `${props.others}。`}
            </p>
          </div>
          <h1>{view.title}</h1>
          <p class="state">
            <span class={`status ${view.status}`}>{view.statusText}</span>
            <span>{view.kindText}</span>
            {view.areaName && <span>{view.areaName}</span>}
            {view.departmentName && <span>{view.departmentName}</span>}
            {view.urgent && <span class="tag urgent">急件</span>}
            {view.supervised && (
              <span class={view.supervision?.overdue ? 'tag urgent' : 'tag'}>
                {view.supervision?.overdue ? '督办逾期未回复' : '督办'}
              </span>
            )}
            {view.publishedAt && <span class="tag">已公开</span>}
            {view.legalHold && <span class="tag">保全</span>}
          </p>
          {view.events.some(e => e.type === 'unreachable') && <p class="wait">{UNREACHABLE}。</p>}
          {view.supervision && (
            <p class={view.supervision.overdue ? 'flash bad' : 'flash soon'}>
              {view.supervision.by}督办，{sayDay(view.supervision.dueOn, now)}前回复：
              {view.supervision.instruction}
            </p>
          )}
          {view.objection && (
            <p class="flash soon">
              {view.departmentName}
              {view.objection.by && `（${view.objection.by}）`}退单，等受理转办人员决定：
              {view.objection.reason}
            </p>
          )}
          {view.extensionAsked && (
            <p class="flash soon">
              {view.extensionAsked.by}申请延期 {view.extensionAsked.days} 天，等领导决定：
              {view.extensionAsked.reason}
            </p>
          )}
          {wait && OPEN.includes(view.status) && <p class="wait">{wait}</p>}
        </header>
        <div class="case-main">
          <section class="asked" aria-labelledby="asked">
            <h2 id="asked">诉求内容</h2>
            {view.item && <AboutItem item={view.item} />}
            <p class="words">{view.text}</p>
            <MediaList attachments={view.attachments} />
          </section>
          <Replies view={view} now={now} />
          {props.assists && view.moves.includes('draft') && (
            <form method="post" action={`/desk/cases/${view.number}/assist`}>
              <Csrf desk={desk} />
              <button type="submit">要一份参考草稿</button>
            </form>
          )}
          <Moves {...props} />
          <Conversation view={view} now={now} />
        </div>
        <aside class="case-side" aria-label="这件的情况">
          <DeadlineCard view={view} now={now} calendar={calendar} />
          <CaseFacts view={view} now={now} desk={desk} revealed={props.revealed} />
          {props.advice && (
            <CaseAdvice
              advice={
                // They can also be inserted beside the editor, so they are listed only once.
                props.pieces?.some(p => p.kind === 'case') && view.moves.includes('draft')
                  ? { ...props.advice, answered: [] }
                  : props.advice
              }
              assigned={view.department !== null}
              desk={desk}
              view={view}
            />
          )}
          <CaseCodes desk={desk} view={view} now={now} />
          <LegalHold desk={desk} view={view} now={now} typed={props.typed} />
          <Timeline view={view} names={names} now={now} findings={props.findings ?? []} />
          <p class="links">
            {view.mayGiveCodes && <a href={`/desk/cases/${view.number}/receipt`}>打印回执</a>}
            {view.conversation.length > 0 && (
              <a href={`/desk/cases/${view.number}/repro`} download>
                导出对话（不含个人信息）
              </a>
            )}
          </p>
        </aside>
      </article>
    </DeskLayout>
  )
}
