import { sayClock, shanghaiDate } from '../../domain/base/civil-date.ts'
import { COUNT_NAMES, LEDGER_COUNTS } from '../../domain/numbers/ledger/counts.ts'
import type { ProofReport } from '../../domain/numbers/ledger/verify/check-proof.ts'
import { sayDay } from '../../domain/numbers/ledger/verify/entry-words.ts'
import type { Finding, LedgerReport, Witness } from '../../domain/numbers/ledger/verify/report.ts'
import { say, sayTable } from '../say.ts'

/** What a check found, for a person at the terminal. */

export function sayLedger(report: LedgerReport): void {
  const { origin, size, opened, closed, fingerprint, week } = report
  say(report.agreed ? '一致' : '不一致')
  sayFindings('哪里不一致：', report.differences)
  if (origin !== '') {
    const from = opened === null ? '' : `，记的是 ${sayDay(opened)}以后的事`
    const to = closed === null ? '' : `，结到 ${sayDay(closed)}`
    say(`\n台账 ${origin}\n  ${size} 条${from}${to}`)
    say(`  指纹 ${fingerprint}`)
    sayWitnesses(report.witnesses)
  }
  if (week) {
    say(`\n${week.id}（按台账的前 ${week.size} 条）`)
    sayTable([
      ['  数字', '公布', '台账'],
      ...LEDGER_COUNTS.map(name => [
        `  ${COUNT_NAMES[name]}`,
        String(week.published?.[name] ?? '没有'),
        String(week.counts[name]),
      ]),
    ])
    say(`  指纹 ${week.fingerprint}`)
  }
  sayFindings('\n另外：', report.notices)
}

export function sayProof(report: ProofReport): void {
  say(report.agreed ? '一致' : '不一致')
  sayFindings('哪里不一致：', report.differences)
  if (report.text !== '') say(`\n${report.number}，台账序号 ${report.index}\n  ${report.text}`)
  if (report.origin !== '') {
    say(`\n台账 ${report.origin}\n  那时有 ${report.size} 条\n  指纹 ${report.fingerprint}`)
    sayWitnesses(report.witnesses)
  }
  sayFindings('\n另外：', report.notices)
}

function sayFindings(title: string, findings: readonly Finding[]): void {
  if (findings.length === 0) return
  say(title)
  for (const { text } of findings) say(`  · ${text}`)
}

function sayWitnesses(witnesses: readonly Witness[]): void {
  for (const { name, at } of witnesses) {
    const time = new Date(at)
    say(`  见证 ${name}，${sayDay(shanghaiDate(time))} ${sayClock(time)}`)
  }
}
