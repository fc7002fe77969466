import type { Insertion } from '../../../usecases/guides/insertions.ts'

const SOURCES = { canned: '常用语', guide: '办事指南', case: '答复过的相近的事' } as const

/**
 * Insertions for the reply. Each button belongs to the reply's form: without script it submits the text and gets it
 * back with the insertion at its end; with script the insertion is made at the cursor.
 */
export function EditorHelp({ number, pieces }: { number: string; pieces: readonly Insertion[] }) {
  const groups = (['canned', 'guide', 'case'] as const)
    .map(kind => ({ kind, items: pieces.filter(p => p.kind === kind) }))
    .filter(g => g.items.length > 0)
  if (groups.length === 0) return null
  return (
    <div class="editor-help">
      {groups.map(({ kind, items }) => (
        <details key={kind} open>
          <summary>{SOURCES[kind]}</summary>
          <ul>
            {items.map(p => (
              <li key={p.key}>
                <span>
                  {p.url ? <a href={p.url}>{p.title}</a> : p.title}
                  {p.kind !== 'guide' && <small>{p.text}</small>}
                </span>
                <button
                  type="submit"
                  class="quiet"
                  form="draft-form"
                  formaction={`/desk/cases/${number}/insert`}
                  formenctype="application/x-www-form-urlencoded"
                  formnovalidate
                  name="insert"
                  value={p.key}
                  data-insert={p.text}
                  aria-label={`插入“${p.title}”`}
                >
                  插入
                </button>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </div>
  )
}
