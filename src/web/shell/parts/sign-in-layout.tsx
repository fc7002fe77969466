import type { ComponentChildren } from 'preact'
import { Logo, Page } from './page.tsx'

/** Sign-in and set-up: one narrow card. */
export function SignInLayout({
  office,
  title,
  problem,
  scripts = ['desk.js'],
  children,
}: {
  office: string
  title: string
  problem?: string | undefined
  scripts?: string[]
  children: ComponentChildren
}) {
  return (
    <Page title={`${title} · ${office}办件台`} className="door" scripts={scripts}>
      <main id="main">
        <p class="brand">
          <Logo />
          <span>
            {office}
            <small>办件台</small>
          </span>
        </p>
        <h1>{title}</h1>
        {problem && (
          <p class="flash bad" role="alert">
            {problem}
          </p>
        )}
        {children}
      </main>
    </Page>
  )
}
