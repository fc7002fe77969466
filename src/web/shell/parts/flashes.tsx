/** The notice or the problem at the top of a page. */
export function Flashes({ notice, problem }: { notice?: string | undefined; problem?: string | undefined }) {
  return (
    <>
      {notice && (
        <p class="flash done" role="status">
          {notice}
        </p>
      )}
      {problem && (
        <p class="flash bad" role="alert">
          {problem}
        </p>
      )}
    </>
  )
}
