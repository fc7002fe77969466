import { KIND_NAMES } from '../../domain/office/kinds.ts'
import { type Meaning, sayMeaning } from '../../domain/talk/meaning.ts'
import { MATTER_KINDS, WAY_NAMES } from '../../domain/talk/way.ts'
import type { Missed, Proposal } from '../../usecases/talk/first-messages/review.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Older } from '../shell/parts/older.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'

interface Common {
  desk: Desk
  now: Date
  guides: readonly { id: string; title: string }[]
  next: number | null
  notice?: string | undefined
  problem?: string | undefined
}

const PATH = '/desk/first-messages'

/** First messages with what the bot did and how it ended, for a person to say what to do with such words. */
export function ProposalsPage({
  desk,
  now,
  guides,
  next,
  notice,
  problem,
  proposals,
}: Common & { proposals: readonly Proposal[] }) {
  return (
    <DeskLayout desk={desk} title="这句话该怎么办" place="settings" notice={notice} problem={problem}>
      <div class="sheet wide">
        <h1>这句话该怎么办</h1>
        <p class="hint">
          群众说的第一句话，机器人怎么办的，后来怎么样了。您定了以后，再有人这么说，就照您定的办。这里看不到是谁说的，
          姓名、电话、门牌已经去掉；举报的话不会到这里来。
        </p>
        <p>
          <a href={`${PATH}/missed`}>最近一周问了什么没听懂</a>，<a href="/desk/wordings">已经学到的说法</a>
        </p>
        {proposals.length === 0 ? (
          <p class="empty">没有要看的。群众的话有了结果，就会列在这里。</p>
        ) : (
          <ul class="rows choices">
            {proposals.map(row => (
              <li key={row.id}>
                <Words text={row.text} count={row.count} lastAt={row.lastAt} now={now}>
                  {row.did}；{row.ended.join('，')}
                </Words>
                <form method="post" action={`${PATH}/decide`} data-once>
                  <Csrf desk={desk} />
                  <input type="hidden" name="id" value={row.id} />
                  <select name="meaning" aria-label={`“${row.text}”该怎么办`} required>
                    {row.suggested === undefined && <option value="">请选</option>}
                    <Meanings guides={guides} chosen={row.suggested} />
                  </select>
                  <button type="submit">采纳</button>
                </form>
                <Useless desk={desk} ids={[row.id]} list="all" />
              </li>
            ))}
          </ul>
        )}
        <Older href={next === null ? null : `${PATH}?before=${next}`} />
      </div>
    </DeskLayout>
  )
}

/** What was not understood in the last seven days, with one press to teach it. */
export function MissedPage({
  desk,
  now,
  guides,
  next,
  notice,
  problem,
  missed,
}: Common & { missed: readonly Missed[] }) {
  return (
    <DeskLayout desk={desk} title="问了什么没听懂" place="settings" notice={notice} problem={problem}>
      <div class="sheet wide">
        <h1>问了什么没听懂</h1>
        <p class="hint">
          最近 7
          天里，机器人没听懂、只给了菜单，或者列出来的都不是的话。差不多的话放在一起。加到指南的说法里，再有人这么问，
          就直接找到那篇。
        </p>
        <p>
          <a href={PATH}>这句话该怎么办</a>，<a href="/desk/wordings">已经学到的说法</a>
        </p>
        {missed.length === 0 ? (
          <p class="empty">最近 7 天没有听不懂的话。</p>
        ) : (
          <ul class="rows choices">
            {missed.map(row => (
              <li key={row.ids[0]}>
                <Words text={row.text} count={row.count} lastAt={row.lastAt} now={now}>
                  {row.ended.join('，')}
                  {row.others.length > 0 && `；还有：${row.others.map(text => `“${text}”`).join('、')}`}
                </Words>
                <form method="post" action={`${PATH}/decide`} data-once>
                  <Csrf desk={desk} />
                  <Ids ids={row.ids} list="missed" />
                  <select name="meaning" aria-label={`“${row.text}”问的是哪篇指南`} required>
                    {row.nearest === null && <option value="">请选指南</option>}
                    <Guides guides={guides} chosen={row.nearest} />
                  </select>
                  {!row.fits && (
                    <input
                      name="wording"
                      maxLength={40}
                      placeholder="写一句短的说法"
                      aria-label={`“${row.text}”的短说法`}
                      required
                    />
                  )}
                  <button type="submit">加到指南的说法里</button>
                </form>
                <a class="button" href={`${PATH}/${row.ids[0]}/new-guide`}>
                  新建指南
                </a>
                <Useless desk={desk} ids={row.ids} list="missed" />
              </li>
            ))}
          </ul>
        )}
        <Older href={next === null ? null : `${PATH}/missed?before=${next}`} />
      </div>
    </DeskLayout>
  )
}

/** The file of a new guide, to copy. */
export function NewGuidePage({
  desk,
  asked,
  file,
  draft,
}: {
  desk: Desk
  asked: string
  file: string
  draft: string
}) {
  return (
    <DeskLayout desk={desk} title="新建指南" place="settings">
      <div class="sheet wide">
        <h1>新建指南</h1>
        <p>群众问：“{asked}”</p>
        <ol>
          <li>
            在内容文件夹里新建文件 <b class="number">{file}</b>，把下面的内容抄进去。
          </li>
          <li>
            把写着“（请填写）”的地方按本地规定填好，承办单位也看看对不对；核对过了，把 checked 改成 true。
          </li>
          <li>
            到<a href="/desk/settings">设置</a>里点“重新读取文件”。
          </li>
        </ol>
        <textarea class="number" readOnly rows={34} aria-label={file} value={draft} />
      </div>
    </DeskLayout>
  )
}

function Words({
  text,
  count,
  lastAt,
  now,
  children,
}: {
  text: string
  count: number
  lastAt: Date
  now: Date
  children: import('preact').ComponentChildren
}) {
  return (
    <span>
      “{text}”
      <small>
        {children}。共 {count} 次，最近 {sayTime(lastAt.toISOString(), now)}
      </small>
    </span>
  )
}

function Meanings({ guides, chosen }: { guides: Common['guides']; chosen: Meaning | undefined }) {
  const current = chosen && sayMeaning(chosen)
  const option = (meaning: Meaning, name: string) => (
    <option value={sayMeaning(meaning)} selected={sayMeaning(meaning) === current}>
      {name}
    </option>
  )
  return (
    <>
      {MATTER_KINDS.map(kind => option({ way: 'matter', kind }, `登记成${KIND_NAMES[kind]}`))}
      {(['question', 'report', 'smallTalk'] as const).map(way => option({ way }, WAY_NAMES[way]))}
      <optgroup label="答这篇指南">
        <Guides
          guides={guides}
          chosen={chosen && chosen !== 'useless' && 'guide' in chosen ? chosen.guide : null}
        />
      </optgroup>
    </>
  )
}

const Guides = ({ guides, chosen }: { guides: Common['guides']; chosen: string | null }) => (
  <>
    {guides.map(({ id, title }) => (
      <option key={id} value={sayMeaning({ guide: id })} selected={id === chosen}>
        {title}
      </option>
    ))}
  </>
)

const Ids = ({ ids, list }: { ids: readonly number[]; list: 'all' | 'missed' }) => (
  <>
    <input type="hidden" name="list" value={list} />
    {ids.map(id => (
      <input key={id} type="hidden" name="id" value={id} />
    ))}
  </>
)

const Useless = ({ desk, ids, list }: { desk: Desk; ids: readonly number[]; list: 'all' | 'missed' }) => (
  <form method="post" action={`${PATH}/decide`} data-once>
    <Csrf desk={desk} />
    <Ids ids={ids} list={list} />
    <input type="hidden" name="meaning" value="useless" />
    <button type="submit" class="quiet">
      没有用
    </button>
  </form>
)
