import { ERRORS, type Refusal } from '../../../domain/base/errors.ts'
import { cut } from '../problem.ts'
import { Logo, Page } from './page.tsx'

/** The page of a refusal: what happened, and links to go on. */
export function RefusalPage({
  refusal,
  office,
  back,
  id,
}: {
  refusal: Refusal
  office: { name: string; phone: string }
  back: { href: string; text: string }
  /** Of the request, when something went wrong that the log explains. */
  id?: string | undefined
}) {
  const title = ERRORS[refusal.code].title
  return (
    <Page title={`${title} · ${office.name}`} className="door">
      <main id="main">
        <p class="brand">
          <Logo />
          <span>{office.name}</span>
        </p>
        <h1>{title}</h1>
        <p>{cut(refusal.detail)}</p>
        <p class="ways">
          <a class="button" href={back.href}>
            {back.text}
          </a>
        </p>
        {id && (
          <p class="hint">
            出错编号：<code>{id}</code>。告诉我们时请带上它。
          </p>
        )}
        <p class="hint">
          办不了时，请打电话 <a href={`tel:${office.phone}`}>{office.phone}</a>。
        </p>
      </main>
    </Page>
  )
}
