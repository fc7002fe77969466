import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import type { VisitMove } from '../../../domain/numbers/visit.ts'
import { VISIT_TEXT } from '../../../usecases/numbers/visits/record-visit.ts'
import type { VisitView } from '../../../usecases/numbers/visits/view-visit.ts'
import { Csrf, type Desk, DeskLayout } from '../../shell/parts/desk-layout.tsx'
import { type Problems, TextAreaField } from '../../shell/parts/field.tsx'
import { sayDay, sayTime } from '../../shell/parts/time-left.tsx'
import { PhotosField } from './visits.page.tsx'

export interface VisitProps {
  desk: Desk
  now: Date
  visit: VisitView
  typed?: { move: VisitMove; values: Readonly<Record<string, string>>; problems: Problems }
  notice?: string | undefined
  problem?: string
}

/** One visit: what was found, each answer, and the forms of what this officer may do now. */
export function VisitPage(props: VisitProps) {
  const { desk, now, visit: v, notice, problem } = props
  return (
    <DeskLayout desk={desk} title={v.title} place="visits" notice={notice} problem={problem}>
      <article class="sheet wide">
        <p class="crumbs">
          <a href="/desk/visits">明查暗访</a> / {v.id}
        </p>
        <h1>{v.title}</h1>
        <p>
          <b class={v.verdict === 'bad' ? 'overdue' : 'good'}>{v.verdictText}</b>，{v.department}
          {v.area && `，${v.area}`}，{v.kindText}，{sayDay(v.visitedOn, now)}
        </p>
        <p class="hint">
          {v.by}，{sayTime(v.createdAt.toISOString(), now)}写。写的情况谁都不能改。
        </p>
        <p class="words">{v.finding}</p>
        <Photos id={v.id} photos={v.photos.finding} of="现场照片" />
        {v.verdict === 'bad' && (
          <section aria-labelledby="answers">
            <h2 id="answers">承办单位答复</h2>
            {v.status === 'open' && v.dueOn && (
              <p>
                {sayDay(v.dueOn, now)}前答复{v.overdue && <b class="overdue">，已超期</b>}。
              </p>
            )}
            {v.remarks.map(r => (
              <div key={r.at}>
                <p class="words">{r.answer.text}</p>
                <p class="hint">
                  {r.answer.by}，{sayTime(r.answer.at, now)}答复（{sayDate(r.answer.dueOn)}前要答复）
                </p>
                <p class="words">
                  <b>{r.move === 'settle' ? '了结' : '退回'}</b>：{r.text}
                </p>
                <p class="hint">
                  {r.by}，{sayTime(r.at, now)}
                </p>
              </div>
            ))}
            {v.status === 'answered' && v.answer && (
              <>
                <p class="words">{v.answer.text}</p>
                <p class="hint">
                  {v.answer.by}，{sayTime(v.answer.at.toISOString(), now)}，{v.statusText}
                </p>
              </>
            )}
            <Photos id={v.id} photos={v.photos.answer} of="答复的照片" />
          </section>
        )}
        {v.publicAt && (
          <section aria-labelledby="public">
            <h2 id="public">已公开</h2>
            <p class="words">{v.publicFinding}</p>
            {v.publicAnswer && <p class="words">{v.publicAnswer}</p>}
            <p class="hint">
              {sayDate(shanghaiDate(v.publicAt))}起在<a href="/public/visits">公开的明查暗访</a>里。
            </p>
          </section>
        )}
        {v.moves.map(move => FORMS[move](props))}
      </article>
    </DeskLayout>
  )
}

const Photos = ({ id, photos, of }: { id: number; photos: readonly number[]; of: string }) =>
  photos.length === 0 ? null : (
    <ul class="media-list" aria-label={of}>
      {photos.map((photo, i) => (
        <li key={photo} class="media">
          <a href={`/desk/visits/${id}/photos/${photo}`}>
            <img
              src={`/desk/visits/${id}/photos/${photo}?size=thumb`}
              alt={`${of} ${i + 1}`}
              loading="lazy"
              width={132}
              height={132}
            />
          </a>
        </li>
      ))}
    </ul>
  )

const valuesOf = ({ typed }: VisitProps, move: VisitMove) =>
  typed?.move === move ? typed : { values: {} as Readonly<Record<string, string>>, problems: {} as Problems }

/** A form of one move, with its text. */
const MoveForm = (
  props: VisitProps & {
    move: VisitMove
    title: string
    label: string
    hint?: string
    button: string
    photos?: true
  },
) => {
  const { desk, visit, move, title, label, hint, button, photos, typed } = props
  const { values, problems } = valuesOf(props, move)
  return (
    <form
      key={move}
      method="post"
      action={`/desk/visits/${visit.id}/${move}`}
      class="no-print"
      {...(photos && { encType: 'multipart/form-data' })}
      data-once
    >
      <h2>{title}</h2>
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={visit.version} />
      <TextAreaField
        id={`${move}-text`}
        name="text"
        label={label}
        hint={hint}
        problem={problems['text']}
        required
        rows={4}
        maxLength={VISIT_TEXT}
        value={values['text'] ?? ''}
      />
      {photos && <PhotosField problem={problems['pictures']} again={typed !== undefined} />}
      <button type="submit" class={move === 'sendBack' ? undefined : 'main'}>
        {button}
      </button>
    </form>
  )
}

const FORMS: Record<VisitMove, (props: VisitProps) => preact.JSX.Element> = {
  answer: props => (
    <MoveForm
      {...props}
      move="answer"
      title="答复"
      label="查了什么、怎么改的"
      hint="监察员看过才算了结，可能退回。"
      button="答复"
      photos
    />
  ),
  settle: props => <MoveForm {...props} move="settle" title="了结" label="改了没有" button="了结" />,
  sendBack: props => (
    <MoveForm {...props} move="sendBack" title="退回重答" label="为什么退回" button="退回" />
  ),
  publish: props => <PublishForm key="publish" {...props} />,
  hide: ({ desk, visit }) => (
    <form key="hide" method="post" action={`/desk/visits/${visit.id}/hide`} class="no-print" data-once>
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={visit.version} />
      <button type="submit">不再公开</button>
    </form>
  ),
}

function PublishForm(props: VisitProps) {
  const { desk, visit: v } = props
  const { values, problems } = valuesOf(props, 'publish')
  const accepted = v.remarks.findLast(r => r.move === 'settle')?.answer.text ?? ''
  return (
    <form method="post" action={`/desk/visits/${v.id}/publish`} class="no-print" data-once>
      <h2>{v.publicAt ? '改公开的话' : '向社会公开'}</h2>
      <Csrf desk={desk} />
      <input type="hidden" name="version" value={v.version} />
      <TextAreaField
        id="publicFinding"
        label="公开的情况"
        hint="不能有姓名、电话、账号。原来写的不变。"
        problem={problems['publicFinding']}
        required
        rows={4}
        maxLength={VISIT_TEXT}
        value={values['publicFinding'] ?? v.publicFinding ?? v.finding}
      />
      <TextAreaField
        id="publicAnswer"
        label="公开的答复"
        optional
        problem={problems['publicAnswer']}
        rows={4}
        maxLength={VISIT_TEXT}
        value={values['publicAnswer'] ?? v.publicAnswer ?? accepted}
      />
      <label class="check">
        <input type="checkbox" name="checked" value="yes" required /> 看过，没有个人信息，也没有不能公开的
      </label>
      {problems['checked'] && <p class="problem">{problems['checked']}</p>}
      <button type="submit" class="main">
        {v.publicAt ? '改好' : '公开'}
      </button>
    </form>
  )
}
