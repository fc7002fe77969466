import { sayDate } from '../../domain/base/civil-date.ts'
import type { Guide } from '../../domain/guides/guide.ts'
import type { Office } from '../../domain/office/office.ts'
import type { PublicReply } from '../../usecases/cases/public/reply-views.ts'
import { EARLIER, ReplyLinks } from '../cases/replies/published.page.tsx'
import { SiteLayout } from '../shell/parts/site-layout.tsx'
import { GuideLinks } from './guide-links.tsx'

export function GuidesPage({
  office,
  groups,
  q,
  found,
  earlier,
}: {
  office: Office
  groups: readonly { name: string; guides: readonly Guide[] }[]
  q: string
  /** The guides found, best first; null without a question. */
  found: readonly { id: string; title: string }[] | null
  /** Public replies about something like it. */
  earlier: readonly PublicReply[]
}) {
  return (
    <SiteLayout office={office} title="办事指南">
      <h1>办事指南</h1>
      <form action="/guides" method="get" class="ask">
        <label for="q">想办什么事？用您自己的话写</label>
        <div class="row">
          <input id="q" type="search" name="q" value={q} maxLength={100} />
          <button type="submit" class="main">
            找
          </button>
        </div>
      </form>
      {found && (
        <section aria-label="找到的指南" aria-live="polite">
          <h2>{found.length > 0 ? '找到这些' : '没有找到'}</h2>
          {found.length > 0 ? (
            <ol class="plain">
              {found.map(g => (
                <li key={g.id}>
                  <a href={`/guides/${g.id}`}>{g.title}</a>
                </li>
              ))}
            </ol>
          ) : (
            <p>
              换个说法再试，或者<a href="/chat">在网上留言问我们</a>。
            </p>
          )}
        </section>
      )}
      {earlier.length > 0 && (
        <section aria-labelledby="earlier">
          <h2 id="earlier">以前的答复</h2>
          <p class="hint">{EARLIER}。</p>
          <ReplyLinks replies={earlier} />
        </section>
      )}
      {groups.map(group => (
        <section key={group.name} aria-label={group.name}>
          <h2>{group.name}</h2>
          <GuideLinks guides={group.guides} />
        </section>
      ))}
    </SiteLayout>
  )
}

/** One matter: what to bring first, then the eight public fields. Prints on a sheet to take along. */
export function GuidePage({
  office,
  guide: g,
  department,
}: {
  office: Office
  guide: Guide
  department: string | null
}) {
  return (
    <SiteLayout office={office} title={g.title} scripts={['desk.js']}>
      <article class="guide">
        <h1>{g.title}</h1>
        {!g.checked && <p class="flash soon">这是样例内容，还没有核对过。以窗口答复为准。</p>}
        <section aria-labelledby="bring">
          <h2 id="bring">要带的材料</h2>
          {g.materials.length === 0 ? (
            <p>不用带材料。</p>
          ) : (
            <ul class="checklist">
              {g.materials.map(m => (
                <li key={m.name}>
                  <b>{m.name}</b>
                  {m.form && <span>{m.form}</span>}
                  {(m.note || !m.required) && (
                    <small>
                      {!m.required && '没有可不带。'}
                      {m.note}
                    </small>
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
        <section aria-labelledby="where">
          <h2 id="where">去哪里办</h2>
          <dl class="facts big">
            <Row name="窗口">{g.window}</Row>
            <Row name="电话">
              <a href={`tel:${g.phone}`}>{g.phone}</a>
            </Row>
            <Row name="时间">{g.hours}</Row>
            {g.online && <Row name="网上办">{g.online}</Row>}
          </dl>
        </section>
        <section aria-labelledby="rules">
          <h2 id="rules">办理说明</h2>
          <dl class="facts big">
            <Row name="事项名称">{g.title}</Row>
            <Row name="设定依据">
              <Lines lines={g.basis} />
            </Row>
            <Row name="受理条件">
              <Lines lines={g.conditions} />
            </Row>
            <Row name="办理程序">
              <ol>
                {g.steps.map(s => (
                  <li key={s}>{s}</li>
                ))}
              </ol>
            </Row>
            <Row name="法定时限">{g.statutoryLimit}</Row>
            <Row name="承诺时限">{g.promisedLimit}</Row>
            <Row name="收费依据">{g.feeBasis}</Row>
            <Row name="收费标准">{g.fee}</Row>
            {department && <Row name="承办单位">{department}</Row>}
          </dl>
          {g.note && <p>{g.note}</p>}
        </section>
        <p class="hint">{sayDate(g.updatedOn, 0)}更新</p>
        <p class="row no-print">
          <button type="button" class="needs-script" data-print>
            打印这页
          </button>
          <a class="button" href="/chat">
            还有不明白的，留言问
          </a>
        </p>
      </article>
    </SiteLayout>
  )
}

const Row = ({ name, children }: { name: string; children: import('preact').ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

const Lines = ({ lines }: { lines: readonly string[] }) =>
  lines.length === 1 ? (
    lines[0]
  ) : (
    <ul>
      {lines.map(line => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
