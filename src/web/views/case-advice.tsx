import type { Advice } from '../../usecases/advise-on-case.ts'

const percent = (n: number) => `${Math.round(n * 100)}%`

/** What may help with a case: where it belongs, what was answered before, what may be the same. */
export function CaseAdvice({ advice, assigned }: { advice: Advice; assigned: boolean }) {
  const { department, category, answered, open } = advice
  const suggests = !assigned && (department || category)
  if (!suggests && answered.length === 0 && open.length === 0) return null
  return (
    <section class="card" aria-labelledby="advice">
      <h2 id="advice">参考</h2>
      {suggests && (
        <p class="hint">
          {department &&
            `承办单位可能是${department.name}（把握 ${percent(department.confidence)}，按${
              department.from === 'office' ? '本单位以往的分派' : '内容里的词'
            }）。`}
          {category && `类别可能是${category.name}（把握 ${percent(category.confidence)}）。`}
        </p>
      )}
      {open.length > 0 && (
        <>
          <h3>可能是同一件事，还在办</h3>
          <ul class="rows">
            {open.map(c => (
              <li key={c.number}>
                <span>
                  <a href={`/desk/cases/${c.number}`}>{c.title}</a>
                  <small>
                    {c.number}，{c.statusText}
                    {c.repeat && '，像是重复反映'}
                  </small>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {answered.length > 0 && (
        <>
          <h3>答复过的相近的事</h3>
          <ul class="rows">
            {answered.map(c => (
              <li key={c.number}>
                <span>
                  <a href={`/desk/cases/${c.number}`}>{c.title}</a>
                  <small>答复：{c.reply}</small>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}
