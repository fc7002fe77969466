import { type CivilDate, sayDate, shanghaiDate, yearOf } from '../../../domain/base/civil-date.ts'
import { readableSalt } from '../../../domain/numbers/ledger/commitment.ts'
import type { Entry } from '../../../domain/numbers/ledger/entry.ts'
import { sayEntry } from '../../../domain/numbers/ledger/verify/entry-words.ts'
import type { Office } from '../../../domain/office/office.ts'
import type { OwnStanding } from '../../../usecases/numbers/ledger/own-standing.ts'

export interface InLedgerProps {
  office: Office
  number: string
  ledger: OwnStanding & { salt: string }
  now: Date
}

/** Whether the case is in the public ledger, how it counts, and what its resident needs to check that themselves. */
export function InLedger({ office, number, ledger, now }: InLedgerProps) {
  const { words, recordedTo, week, entries, salt } = ledger
  const say = (day: CivilDate) => sayDate(day, yearOf(shanghaiDate(now)))
  return (
    <section aria-labelledby="counted">
      <h2 id="counted">算进去了吗</h2>
      <p>{words}</p>
      {week && (
        <p class="hint">
          这一周是 {say(week.from)}到 {say(week.to)}。
        </p>
      )}
      {recordedTo && <p class="hint">台账记到 {say(recordedTo)}，后来的事还没记。</p>}
      {entries.length > 0 && (
        <>
          <p>
            <a href={`/public/verify#case=${number}&salt=${salt}`}>自己核对</a>，
            <a href={`/c/${number}/proof`}>下载证明</a>
          </p>
          <p class="hint">证明请存好：以后台账里这一条要是改了、没了，拿它就能证明。</p>
          <details>
            <summary>台账里这件的 {entries.length} 条记录</summary>
            <ul>
              {entries.map(({ entry }) => (
                <li key={entry.n}>
                  {sayEntry(withNames(entry, office))}{' '}
                  <a href={`/c/${number}/proof/${entry.n}`}>这条的证明</a>
                </li>
              ))}
            </ul>
          </details>
        </>
      )}
      <details>
        <summary>台账验证码</summary>
        <p class="number">{readableSalt(salt)}</p>
        <p class="hint">
          台账里没有编号，别人认不出哪件是您的。编号加上这个验证码才对得上，所以请和查询码一起收好。
        </p>
      </details>
    </section>
  )
}

/** Entries name a department by its id, which says nothing to a resident. */
const withNames = (entry: Entry, { departments }: Office): Entry => {
  const department = departments.find(({ id }) => id === entry.department)
  return department ? { ...entry, department: department.name } : entry
}
