import { renderToString } from 'preact-render-to-string'
import type { Letter } from '../../../domain/delivery/mail.ts'

const FONT = 'font-family:"PingFang SC","Microsoft YaHei",sans-serif;'

/** A short letter: the same lines as text and as HTML, addresses as links. */
export function plainLetter(to: string, { subject, text }: { subject: string; text: string }): Letter {
  const html = renderToString(
    <html lang="zh-CN">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>{subject}</title>
      </head>
      <body style={`${FONT}color:#222;font-size:16px;line-height:1.7;max-width:600px;`}>
        {text.split('\n').map((line, i) => (
          <p key={i} style="margin:0 0 6px;">
            {/^https?:\/\/\S+$/.test(line) ? <a href={line}>{line}</a> : line || ' '}
          </p>
        ))}
      </body>
    </html>,
  )
  return { to, subject, text, html: `<!doctype html>${html}` }
}
