import { CHANNEL_NAMES, type ChannelName } from '../../domain/base/message.ts'
import { KIND_NAMES, KINDS } from '../../domain/office/kinds.ts'
import type { Office } from '../../domain/office/office.ts'
import type { ConversationView, listConversations, Said } from '../../usecases/talk/conversations.ts'
import { describeMessage, editNote, locationOf, MediaList } from '../cases/parts/transcript.tsx'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField, SelectField } from '../shell/parts/field.tsx'
import { Older } from '../shell/parts/older.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { TableHead } from '../shell/parts/tables.tsx'
import { Time } from '../shell/parts/time-left.tsx'

const CHAT_CHANNELS = ['wechat', 'telegram', 'web'] as const

type ListProps = Awaited<ReturnType<typeof listConversations>> & {
  desk: Desk
  now: Date
  channel: ChannelName | undefined
  said: Said | undefined
  unclear: boolean
}

const SAID_WORDS: Readonly<Record<Said, string>> = {
  text: '文字',
  photo: '照片',
  voice: '语音',
  location: '位置',
  unknown: '还不认识的消息',
}
const SAID = Object.entries(SAID_WORDS) as [Said, string][]

const KIND_WORDS: Readonly<Record<string, string>> = {
  media: '（照片、语音或文件）',
  location: '（位置）',
  event: '（点菜单、扫码等动作）',
  unknown: '（还不认识的消息）',
}

/** Everybody who wrote, latest first. Without names and numbers: only what is needed to find a message. */
export function ConversationsPage({ desk, now, items, next, channel, said, unclear }: ListProps) {
  const address = (more: Record<string, string>) =>
    `/desk/conversations?${new URLSearchParams({
      ...(channel && { channel }),
      ...(said && { said }),
      ...(unclear && { unclear: 'yes' }),
      ...more,
    })}`
  return (
    <DeskLayout desk={desk} title="会话" place="conversations">
      <h1>会话</h1>
      <p class="hint">
        群众说过、还没有成为诉求件的话。个人信息不显示。<a href="/desk/blocks">暂停的对话</a>
      </p>
      <form class="audit-filter" action="/desk/conversations" method="get">
        <label>
          渠道
          <select name="channel">
            <option value="">全部</option>
            {CHAT_CHANNELS.map(c => (
              <option key={c} value={c} selected={c === channel}>
                {CHANNEL_NAMES[c]}
              </option>
            ))}
          </select>
        </label>
        <label>
          发来什么
          <select name="said">
            <option value="">全部</option>
            {SAID.map(([value, words]) => (
              <option key={value} value={value} selected={value === said}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <label class="radio">
          <input type="checkbox" name="unclear" value="yes" checked={unclear} /> 只看机器人没看懂的
        </label>
        <button type="submit">看</button>
      </form>
      {items.length === 0 ? (
        <p class="empty">没有。</p>
      ) : (
        <Scroll label="会话">
          <table class="results people">
            <TableHead titles={['时间', '渠道', '最近说的']} />
            <tbody>
              {items.map(c => (
                <tr key={c.id}>
                  <td>
                    <Time iso={c.at} now={now} />
                  </td>
                  <td>{CHANNEL_NAMES[c.channel]}</td>
                  <td>
                    <a href={`/desk/conversations/${c.id}`}>
                      {c.text || (c.kind ? (KIND_WORDS[c.kind] ?? '（没有文字）') : '（都在诉求件里）')}
                    </a>{' '}
                    {c.unclear && <span class="tag">有没看懂的</span>}
                    {c.forgotten && <span class="tag">已取消关注</span>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Older href={next === null ? null : address({ cursor: next })} />
    </DeskLayout>
  )
}

export function ConversationPage({
  desk,
  now,
  view,
  areas,
  problem,
}: {
  desk: Desk
  now: Date
  view: ConversationView
  areas: Office['areas']
  problem?: string | undefined
}) {
  return (
    <DeskLayout desk={desk} title="会话" place="conversations" problem={problem}>
      <p class="crumbs">
        <a href="/desk/conversations">会话</a> / {CHANNEL_NAMES[view.channel]}
      </p>
      <h1>和一位群众的会话</h1>
      <p class="hint">
        已经成为诉求件的话不在这里，请到那一件看。
        {view.forgotten && '对方已取消关注，现在送不到。'}
      </p>
      {view.block.paused && (
        <p class="hint">
          这个对话暂停到 <Time iso={view.block.paused.until} now={now} />
          。原因：{view.block.paused.reason} <a href="/desk/blocks">去看</a>
        </p>
      )}
      {view.more !== null && (
        <p>
          <a href={`/desk/conversations/${view.id}?before=${view.more}`}>看更早的</a>
        </p>
      )}
      <section class="conversation" aria-label="对话">
        {view.messages.length === 0 && <p class="empty">没有。</p>}
        <ol>
          {view.messages.map(m => {
            const place = locationOf(m.payload)
            const act = describeMessage(m) ?? editNote(m.payload)
            const open = view.mayOpen && m.direction === 'in' && (m.text !== '' || m.attachments.length > 0)
            return (
              <li key={m.id} class={m.direction === 'in' ? 'said resident' : 'said office'}>
                <p class="by">
                  {m.direction === 'in' ? '群众' : '回音'} <Time iso={m.at} now={now} />
                </p>
                {m.text && <p class="words">{m.text}</p>}
                {act && <p class="hint">{act}</p>}
                {m.unread !== null && (
                  <details>
                    <summary>渠道送来的格式不对，能读的都收下了。看原文</summary>
                    <p class="words">{m.unread || '（空的）'}</p>
                  </details>
                )}
                {place && (
                  <p>
                    位置：<a href={place.href}>{place.text}</a>
                  </p>
                )}
                <MediaList attachments={m.attachments} />
                {open && <OpenForm desk={desk} view={view} messageId={m.id} areas={areas} />}
              </li>
            )
          })}
        </ol>
      </section>
      {view.messages.some(m => m.direction === 'in') && (
        <p class="links">
          <a href={`/desk/conversations/${view.id}/repro`} download>
            导出对话（不含个人信息）
          </a>
        </p>
      )}
      {view.block.days.length > 0 && (
        <div class="folds">
          <BlockForm desk={desk} view={view} />
        </div>
      )}
    </DeskLayout>
  )
}

const BlockForm = ({ desk, view }: { desk: Desk; view: ConversationView }) => (
  <details>
    <summary>暂停这个对话</summary>
    <form
      method="post"
      action={`/desk/conversations/${view.id}/block`}
      data-once
      data-confirm="暂停以后，对方在这里说话只会得到暂停的说明。确定吗？"
    >
      <Csrf desk={desk} />
      <p class="hint">
        用于谩骂、广告、不停刷屏。对方会看到原因、到哪天为止、怎么申诉；已登记的件照常办理和答复，紧急情况照常给出电话。领导和监督员会收到提醒。
      </p>
      <InputField id="pause-reason" name="reason" label="原因（会原样告诉对方）" maxLength={200} required />
      <SelectField id="pause-days" name="days" label="暂停多久" required>
        {view.block.days.map(days => (
          <option key={days} value={days}>
            {days} 天
          </option>
        ))}
      </SelectField>
      <button type="submit">暂停对话</button>
    </form>
  </details>
)

const OpenForm = ({
  desk,
  view,
  messageId,
  areas,
}: {
  desk: Desk
  view: ConversationView
  messageId: number
  areas: Office['areas']
}) => (
  <details>
    <summary>转成诉求件</summary>
    <form method="post" action={`/desk/conversations/${view.id}/messages/${messageId}/case`} data-once>
      <Csrf desk={desk} />
      <p class="hint">会把编号告诉这位群众，答复也回到这里。</p>
      <label>
        类型
        <select name="kind" required>
          <option value="">请选</option>
          {KINDS.map(kind => (
            <option key={kind} value={kind}>
              {KIND_NAMES[kind]}
            </option>
          ))}
        </select>
      </label>
      <label>
        标题（可不填）
        <input name="title" maxLength={80} />
      </label>
      <label>
        村（社区）
        <select name="area">
          <option value="">不清楚</option>
          {areas.map(a => (
            <option key={a.id} value={a.id}>
              {a.name}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">转成诉求件</button>
    </form>
  </details>
)
