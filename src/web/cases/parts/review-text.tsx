import { findPersonalData } from '../../../domain/base/text/personal-data.ts'
import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import { Diff } from '../../shell/parts/diff.tsx'
import { MarkedText } from '../../shell/parts/personal-marks.tsx'
import { MediaList } from './transcript.tsx'

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
