import { CHANNEL_NAMES } from '../../domain/base/message.ts'
import type { listBlocks } from '../../usecases/talk/block/list-blocks.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { InputField } from '../shell/parts/field.tsx'
import { Older } from '../shell/parts/older.tsx'
import { Time } from '../shell/parts/time-left.tsx'

type Listed = Awaited<ReturnType<typeof listBlocks>>
type Block = Listed['items'][number]

/** Paused chats, with what residents say against it. */
export function BlocksPage({
  desk,
  now,
  problem,
  items,
  next,
}: Listed & { desk: Desk; now: Date; problem?: string | undefined }) {
  return (
    <DeskLayout desk={desk} title="暂停的对话" place="conversations" problem={problem}>
      <div class="sheet wide">
        <p class="crumbs">
          <a href="/desk/conversations">会话</a> / 暂停的对话
        </p>
        <h1>暂停的对话</h1>
        <p class="hint">
          到期自动恢复。对方已登记的件照常办理，件的页面照常能用，紧急情况照常给出报警和急救电话。每次暂停，领导和监督员都看得到；申诉由作决定以外的人来看。
        </p>
        {items.length === 0 ? (
          <p class="empty">没有。</p>
        ) : (
          <ul class="rows">
            {items.map(block => (
              <li key={block.id}>
                <div class="folds">
                  <a href={`/desk/conversations/${block.contactId}`}>
                    {CHANNEL_NAMES[block.channel]}上的一位群众
                  </a>{' '}
                  {block.active ? <b class="tag">暂停中</b> : <span class="tag">已结束</span>}
                  <small>
                    {block.by ?? '不明'}，<Time iso={block.at} now={now} /> 起，到{' '}
                    <Time iso={block.until} now={now} />
                  </small>
                  <p>原因：{block.reason}</p>
                  {block.appeal !== null && (
                    <p>
                      申诉：<q>{block.appeal}</q>
                    </p>
                  )}
                  {block.decision !== null && (
                    <small>
                      {block.decision === 'lifted' ? '已恢复' : '申诉看过，维持暂停'}（
                      {block.decidedBy ?? '不明'}）：
                      {block.answer}
                    </small>
                  )}
                  {block.mayLift && <Decide desk={desk} block={block} act="lift" title="恢复对话" />}
                  {block.mayUphold && <Decide desk={desk} block={block} act="uphold" title="维持暂停" />}
                </div>
              </li>
            ))}
          </ul>
        )}
        <Older href={next === null ? null : `/desk/blocks?before=${next}`} />
      </div>
    </DeskLayout>
  )
}

const Decide = ({
  desk,
  block,
  act,
  title,
}: {
  desk: Desk
  block: Block
  act: 'lift' | 'uphold'
  title: string
}) => (
  <details>
    <summary>{title}</summary>
    <form method="post" action={`/desk/blocks/${block.id}/${act}`} data-once>
      <Csrf desk={desk} />
      <InputField
        id={`${act}-${block.id}`}
        name="reason"
        label={act === 'uphold' ? '原因（会告诉对方）' : '原因'}
        maxLength={200}
        required
      />
      <button type="submit">{title}</button>
    </form>
  </details>
)
