import type { ComponentChildren } from 'preact'
import { assetUrl } from '../assets.ts'

/** The last element of a page, which the first paint waits for (html.spec.whatwg.org, link type “expect”). */
const END = 'page-end'

/** The frame of every page. Scripts are optional everywhere: pages work without them. */
export function Page({
  title,
  className,
  scripts = [],
  noReferrer = false,
  feed,
  children,
}: {
  title: string
  className: string
  scripts?: string[]
  noReferrer?: boolean
  /** The address of the feed with what this page shows. */
  feed?: string | undefined
  children: ComponentChildren
}) {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="format-detection" content="telephone=no" />
        <meta name="color-scheme" content="light dark" />
        {noReferrer && <meta name="referrer" content="no-referrer" />}
        {/* Turns off htmx's eval and inline styles, which the content policy forbids. */}
        <meta
          name="htmx-config"
          content='{"allowEval":false,"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0}'
        />
        <title>{title}</title>
        {/* Delays the first paint until the whole page has arrived: columns would move as their rows come in. */}
        <link rel="expect" href={`#${END}`} {...{ blocking: 'render' }} />
        <link rel="icon" href={assetUrl('mark.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={assetUrl('huiyin.css')} />
        {feed !== undefined && <link rel="alternate" type="application/atom+xml" href={feed} />}
        {scripts.map(name => (
          <script key={name} src={assetUrl(name)} defer />
        ))}
      </head>
      <body class={className}>
        {children}
        <div id={END} hidden />
      </body>
    </html>
  )
}

/** The logo: two speech bubbles that meet. */
export const Logo = () => (
  <svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
    <path d="M4 5h11v8H9l-5 4z" fill="currentColor" />
    <path d="M20 9v11l-4-3h-6v-2" fill="none" stroke="currentColor" stroke-width="1.8" />
  </svg>
)
