import type { CaseView } from '../../usecases/cases/shown/view-case.ts'
import type { SuggestedReply } from '../../usecases/guides/assist.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'

interface AssistProps {
  desk: Desk
  view: CaseView
  reply: SuggestedReply | null
  summary: string | null
}

/** What the language model suggests. Nothing is saved until the officer does it. */
export function AssistPage({ desk, view, reply, summary }: AssistProps) {
  return (
    <DeskLayout desk={desk} title={`参考草稿（${view.number}）`}>
      <div class="sheet wide">
        <p class="crumbs">
          <a href={`/desk/cases/${view.number}`}>{view.number}</a> / 参考草稿
        </p>
        <h1>参考草稿</h1>
        {summary && <p>概括：{summary}</p>}
        {reply === null ? (
          <p>这次没有得到可用的草稿，请直接写。</p>
        ) : (
          <>
            <p class="hint">机器写的，可能有错。请逐句核对、修改，再存为草稿；审核通过才会发给群众。</p>
            <form method="post" action={`/desk/cases/${view.number}/moves/draft`}>
              <Csrf desk={desk} />
              <input type="hidden" name="version" value={view.version} />
              <label for="text">答复</label>
              <textarea id="text" name="text" rows={12} required>
                {reply.text}
              </textarea>
              <button type="submit">存为草稿</button>
            </form>
            {(reply.guides.length > 0 || reply.cases.length > 0) && (
              <section aria-labelledby="used">
                <h2 id="used">用到的资料</h2>
                <ul class="rows">
                  {reply.guides.map(g => (
                    <li key={g.id}>
                      <a href={g.url}>{g.title}</a>
                    </li>
                  ))}
                  {reply.cases.map(c => (
                    <li key={c.number}>
                      <a href={`/desk/cases/${c.number}`}>
                        {c.title}（{c.number}）
                      </a>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
    </DeskLayout>
  )
}
