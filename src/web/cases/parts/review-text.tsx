import { diffChars } from 'diff'
import { findPersonalData } from '../../../domain/base/text/personal-data.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { MarkedText } from '../../shell/parts/personal-marks.tsx'
import { MediaList } from './transcript.tsx'

/** The longest time for a diff by characters; beyond it the texts are shown one below the other. */
const DIFF_MS = 200

/** The reviewer's view: the question, the draft with warnings, and the changes since the last version. */
export function ReviewText({ view }: { view: CaseView }) {
  const pending = view.pending!
  const found = findPersonalData(pending.text)
  return (
    <>
      <p class="words proposal">
        <MarkedText text={pending.text} />
      </p>
      <MediaList attachments={pending.pictures} />
      {found.length > 0 && (
        <p class="hint">标出的 {found.length} 处可能是个人信息。发给本人没有问题；要公开的，公开前去掉。</p>
      )}
      {pending.previous && pending.previous.text !== pending.text && (
        <details class="diff" open>
          <summary>和第 {pending.previous.version} 稿比，改了什么</summary>
          <Diff before={pending.previous.text} after={pending.text} />
        </details>
      )}
    </>
  )
}

function Diff({ before, after }: { before: string; after: string }) {
  const parts = diffChars(before, after, { timeout: DIFF_MS })
  if (!parts) {
    return (
      <>
        <p class="words">
          <del>{before}</del>
        </p>
        <p class="words">
          <ins>{after}</ins>
        </p>
      </>
    )
  }
  return (
    <p class="words">
      {parts.map((part, i) => {
        const key = `${i}`
        if (part.added) return <ins key={key}>{part.value}</ins>
        if (part.removed) return <del key={key}>{part.value}</del>
        return <span key={key}>{part.value}</span>
      })}
    </p>
  )
}
