/** The link to the next page of a list that shows the latest first. Nothing on the last page. */
export const Older = ({ href }: { href: string | null }) =>
  href !== null && (
    <nav class="pages" aria-label="翻页">
      <a class="button" rel="next" href={href}>
        更早的
      </a>
    </nav>
  )
