import { diffChars, diffLines } from 'diff'

/** The longest time for a diff by characters; beyond it lines are compared, and if that takes too long both texts are shown. */
const DIFF_MS = 200

/** What changed between two texts. */
export function Diff({ before, after }: { before: string; after: string }) {
  const parts =
    diffChars(before, after, { timeout: DIFF_MS }) ?? diffLines(before, after, { timeout: DIFF_MS })
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
