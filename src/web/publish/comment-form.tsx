import { LONGEST_TEXT } from '../../domain/base/text/visible-text.ts'
import { type CommentDoor, type CommentKind, kindsAt } from '../../domain/publish/comment.ts'
import { InputField, type Problems, TextAreaField } from '../shell/parts/field.tsx'

/** What was typed, shown again after a refusal. */
export interface TypedComment {
  kind: string
  text: string
  name: string
  phone: string
}

const KIND_WORDS: Record<CommentKind, string> = { inquiry: '提问', suggestion: '提意见' }

/** What stands above the form, by what the item takes. */
const DOOR_WORDS: Record<CommentDoor, string> = {
  open: '每一条都有编号和答复时间。答复公开时，会去掉您的姓名、电话和住址。',
  over: '征求意见已经结束。想问的可以提问，登记成咨询，一样有编号和答复时间。',
  withdrawn: '这条信息已经撤下。您可以把想说的登记成普通的咨询或建议，一样有编号和答复时间。',
}

/** The form below an item. Works without JavaScript; the page that carries it may not be stored for several people. */
export function CommentForm({
  number,
  door,
  submission,
  typed,
  problems = {},
}: {
  /** Of the item. */
  number: string
  door: CommentDoor
  /** The same for every attempt to send this form: a fresh one for each page, from `newSubmission`. */
  submission: string
  typed?: TypedComment | undefined
  problems?: Problems
}) {
  const kinds = kindsAt(door)
  const known = kinds.find(kind => kind === typed?.kind)
  return (
    <form
      method="post"
      action={`/open/item/${number}/comments`}
      class="own comment-form"
      aria-labelledby="comment"
      data-once
    >
      <h2 id="comment">{door === 'open' ? '提意见、问问题' : '还想说什么'}</h2>
      <p class="hint">{DOOR_WORDS[door]}</p>
      <input type="hidden" name="submission" value={submission} />
      {door === 'withdrawn' && <input type="hidden" name="ordinary" value="yes" />}
      {kinds.length === 1 ? (
        <input type="hidden" name="kind" value={kinds[0]} />
      ) : (
        <fieldset aria-describedby={problems['kind'] ? 'kind-problem' : undefined}>
          <legend>您想</legend>
          {kinds.map(kind => (
            <label key={kind} class="radio">
              <input type="radio" name="kind" value={kind} required checked={kind === known} />{' '}
              {KIND_WORDS[kind]}
            </label>
          ))}
          {problems['kind'] && (
            <p class="problem" id="kind-problem">
              {problems['kind']}
            </p>
          )}
        </fieldset>
      )}
      <TextAreaField
        id="comment-text"
        name="text"
        label="写在这里"
        problem={problems['text']}
        rows={5}
        maxLength={LONGEST_TEXT}
        required
        value={typed?.text ?? ''}
      />
      <InputField
        id="comment-name"
        name="name"
        label="怎么称呼您"
        optional
        problem={problems['name']}
        maxLength={40}
        autocomplete="name"
        value={typed?.name ?? ''}
      />
      <InputField
        id="comment-phone"
        name="phone"
        label="电话"
        optional
        hint="只给承办的人看，用来问清楚情况。"
        problem={problems['phone']}
        inputMode="tel"
        autocomplete="tel"
        maxLength={20}
        value={typed?.phone ?? ''}
      />
      <p class="hint">
        要举报人、要匿名的，请到<a href="/chat">网上留言</a>说“举报”。
      </p>
      <button type="submit" class="main">
        {door === 'withdrawn' ? '登记' : '提交'}
      </button>
    </form>
  )
}
