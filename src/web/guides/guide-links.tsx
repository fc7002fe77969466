import type { Guide } from '../../domain/guides/guide.ts'

/** A list of guides, each with a link to its page. */
export const GuideLinks = ({ guides }: { guides: readonly Pick<Guide, 'id' | 'title'>[] }) => (
  <ul class="plain">
    {guides.map(({ id, title }) => (
      <li key={id}>
        <a href={`/guides/${id}`}>{title}</a>
      </li>
    ))}
  </ul>
)
