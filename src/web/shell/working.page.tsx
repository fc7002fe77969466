import type { Progress } from '../../usecases/base/long-work.ts'
import { type Desk, DeskLayout } from './parts/desk-layout.tsx'

/** Shown while a long count runs. The page reloads itself, without script. */
export function WorkingPage({
  desk,
  title,
  progress: { done, total },
  address,
}: {
  desk: Desk
  title: string
  progress: Progress
  /** Where the result will be. */
  address: string
}) {
  const part = total === 0 ? 0 : done / total
  return (
    <DeskLayout desk={desk} title={title} place="dashboard">
      <article class="sheet working">
        <h1>{title}</h1>
        <p role="status">
          正在算，{total === 0 ? '刚开始' : `已到 ${Math.floor(part * 100)}%`}。算好后这一页自己换成结果。
        </p>
        <progress value={total === 0 ? undefined : part} max={1} aria-label="算到多少" />
        <p>
          <a href={address}>现在再看一次</a>
        </p>
      </article>
    </DeskLayout>
  )
}
