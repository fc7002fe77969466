import type { CaseView } from '../../../usecases/cases/shown/view-case.ts'
import type { Advice } from '../../../usecases/guides/advise-on-case.ts'
import type { Desk } from '../../shell/parts/desk-layout.tsx'
import { MoveForm } from '../moves/form.tsx'

const percent = (n: number) => `${Math.round(n * 100)}%`

/** Suggestions for a case: its department, earlier answers, possible duplicates. */
export function CaseAdvice({
  advice,
  assigned,
  desk,
  view,
}: {
  advice: Advice
  assigned: boolean
  desk: Desk
  view: CaseView
}) {
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
                {view.moves.includes('merge') && (
                  <MoveForm
                    desk={desk}
                    view={view}
                    move="merge"
                    confirm={`把这件并入“${c.title}”（${c.number}）？这件不再单独办理，答复会同样发给这位群众。`}
                  >
                    <input type="hidden" name="into" value={c.number} />
                    <button type="submit" class="quiet" aria-label={`合并到“${c.title}”`}>
                      合并到这件
                    </button>
                  </MoveForm>
                )}
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
