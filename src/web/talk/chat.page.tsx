import { randomUUID } from 'node:crypto'
import { MEDIA_NAMES, type MediaKind } from '../../domain/base/message.ts'
import { withoutChoiceLines } from '../../domain/base/text/choice-lines.ts'
import type { Office } from '../../domain/office/office.ts'
import type { ChatMessage } from '../../usecases/talk/web-conversation.ts'
import { assetUrl } from '../shell/assets.ts'

/** The chat page. It works as a plain form; chat.js makes it live with the same markup from the server. */
export function ChatPage({
  office,
  messages,
  more,
  problem,
  draft,
}: {
  office: Pick<Office, 'name' | 'shortName' | 'botName' | 'phone'>
  messages: ChatMessage[]
  more: boolean
  problem?: string
  draft?: string
}) {
  return (
    <html lang="zh-CN">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${office.botName} · ${office.name}`}</title>
        <link rel="stylesheet" href={assetUrl('chat.css')} />
        <script type="module" src={assetUrl('chat.js')} />
      </head>
      <body class="chat">
        <header>
          <h1>{office.name}</h1>
          <p>
            有事在这里说，件件有回音。急事请打 <a href={`tel:${office.phone}`}>{office.phone}</a>
          </p>
        </header>
        <main>
          {more && (
            <p class="earlier">
              <a href={`/chat?before=${messages[0]!.id}`}>看更早的</a>
            </p>
          )}
          <div id="log" role="log" aria-live="polite" aria-label="对话">
            {messages.length === 0 && <Empty />}
            <ChatLog messages={messages} />
          </div>
          <p id="end" tabIndex={-1} />
        </main>
        <form id="compose" method="post" action="/chat" enctype="multipart/form-data" aria-label="写消息">
          <input type="hidden" name="id" value={randomUUID()} />
          <p id="problem" role="alert">
            {problem}
          </p>
          <label class="hidden" for="text">
            您想说的话
          </label>
          <textarea
            id="text"
            name="text"
            rows={2}
            maxLength={20000}
            placeholder="在这里写…"
            value={draft ?? ''}
          />
          <div class="actions">
            <label class="photo">
              <span>照片</span>
              <input type="file" name="photos" accept="image/*" multiple aria-label="选照片" />
            </label>
            <button type="submit" class="send">
              发送
            </button>
          </div>
        </form>
      </body>
    </html>
  )
}

/** Shown to a new visitor; the button makes the office greet (chat.js presses it). */
const Empty = () => (
  <p id="start">
    <button type="submit" form="compose" name="start" value="1">
      开始
    </button>
  </p>
)

/** Messages, oldest first. Only unanswered messages keep their buttons. */
export function ChatLog({ messages }: { messages: ChatMessage[] }) {
  const lastOwn = messages.findLastIndex(m => m.from === 'resident')
  const live = messages.findLastIndex((m, i) => i > lastOwn && m.choices !== undefined)
  return (
    <>
      {messages.map((message, i) => (
        <Bubble message={message} live={i === live} />
      ))}
    </>
  )
}

function Bubble({ message, live }: { message: ChatMessage; live: boolean }) {
  const { id, from, at, text, media = [], choices = [], link } = message
  return (
    <article class={`bubble ${from}`} data-id={id}>
      <h2 class="hidden">{from === 'office' ? '单位' : '我'}</h2>
      {text && (
        <p class="said">
          <Linked text={live ? withoutChoiceLines({ text, choices }) : text} />
        </p>
      )}
      {media.map(item => (
        <a href={item.url} target="_blank" rel="noopener">
          {item.shown ? (
            <img src={item.url} alt={from === 'office' ? '答复附的照片' : '我发的照片'} loading="lazy" />
          ) : (
            MEDIA_NAMES[item.kind as MediaKind]
          )}
        </a>
      ))}
      {link && (
        <p>
          <a href={link.url}>{link.label}</a>
        </p>
      )}
      <time dateTime={at}>{SHANGHAI.format(new Date(at))}</time>
      {live && (
        <p class="choices">
          {choices.map(choice => (
            <button type="submit" form="compose" name="choice" value={choice.value}>
              {choice.label}
            </button>
          ))}
        </p>
      )}
    </article>
  )
}

const SHANGHAI = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  month: 'numeric',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hour12: false,
})

const ADDRESS = /(https?:\/\/[\w\-./?=&%#:~+@]+)/

/** A text in which URLs are links. */
function Linked({ text }: { text: string }) {
  return <>{text.split(ADDRESS).map((part, i) => (i % 2 === 1 ? <a href={part}>{part}</a> : part))}</>
}
