import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AIMS, type Aim, type Routing } from '../../../src/domain/talk/routing.ts'
import { emergencyFinder, firstContactRouter } from '../../../src/search/mod.ts'
import { sampleOffice } from '../../search/sample-office.ts'
import { evidenceWeights, guidesFor, type Prepared, prepared, trustFrom, wantModel } from './models.ts'
import { firstRows, foldsOf } from './rows.ts'

/**
 * How first messages are judged, five-fold: each row by models that have not learned it or its copies. Prints the shares
 * that matter, calibration, the confusion table and the time; `--write FILE` also writes every judgement.
 */
const out = (line: string) => process.stdout.write(`${line}\n`)
const WAYS = [
  'guide',
  'candidates',
  'case',
  'report',
  'inquiry',
  'ownCase',
  'smallTalk',
  'which',
  'emergency',
  'other',
] as const

interface Judged {
  row: Prepared
  said: Routing
  ms: number
}

const labels = process.argv[2]
const rows = prepared(firstRows(labels))
const folds = foldsOf(rows)
const emergencyIn = emergencyFinder(sampleOffice().emergency)
const judged: Judged[] = []
for (let fold = 0; fold < 5; fold++) {
  const learned = rows.filter((_, i) => folds[i] !== fold)
  const want = wantModel(learned)
  const weights = evidenceWeights(learned)
  const inner = foldsOf(learned)
  const half = wantModel(learned.filter((_, i) => inner[i]! < 3))
  const trust = trustFrom(
    learned
      .filter((_, i) => inner[i]! >= 3)
      .map(row => ({ row, wanted: half.wanted(row.example.traits), best: guidesFor(row, weights)[0] })),
  )
  for (const row of rows.filter((_, i) => folds[i] === fold)) {
    const hits = guidesFor(row, weights)
    const router = firstContactRouter(emergencyIn, () => ({ decision: 'none', hits }), want, trust)
    const begun = performance.now()
    const said = router.classify(row.text)
    judged.push({ row, said, ms: performance.now() - begun })
  }
}

const share = (some: readonly Judged[], of: readonly Judged[]) =>
  of.length === 0 ? '    –' : (some.length / of.length).toFixed(3).padStart(5)
const isMatter = ({ row }: Judged) => ['complaint', 'help', 'suggestion', 'report'].includes(row.want)
const goes =
  (...ways: string[]) =>
  (one: Judged) =>
    ways.includes(wayOf(one.said))
const shown = ({ said }: Judged) => (said.guides ?? []).map(guide => guide.id)
const shows = goes('guide', 'candidates')

function wayOf({ intent }: Routing): (typeof WAYS)[number] {
  if (intent === 'caseNumber') return 'ownCase'
  return intent === 'thanks' || intent === 'abuse' ? 'smallTalk' : intent
}

out(
  'source         n    | matters: to a case, report, which / at once / kind | unrelated guides | guide at once / among | inquiry',
)
for (const source of [...new Set(rows.map(row => row.source))]) {
  const own = judged.filter(one => one.row.source === source)
  const matters = own.filter(isMatter)
  const questions = own.filter(one => one.row.want === 'question')
  const answered = questions.filter(one => one.row.guides.length > 0)
  const unanswered = questions.filter(one => one.row.guides.length === 0)
  const cases = matters.filter(one => one.row.want !== 'report' && wayOf(one.said) === 'case')
  const unrelated = own.filter(one => shows(one) && !shown(one).some(id => one.row.guides.includes(id)))
  const among = answered.filter(one => shows(one) && shown(one).some(id => one.row.guides.includes(id)))
  const atOnce = among.filter(goes('guide'))
  out(
    `${source.padEnd(12)} ${String(own.length).padStart(5)} | ${share(matters.filter(goes('case', 'report', 'which', 'emergency')), matters)} / ${share(matters.filter(goes('case', 'report', 'emergency')), matters)} / ${share(
      cases.filter(one => one.said.kind === one.row.want),
      cases,
    )} | ${share(unrelated, own)} | ${share(atOnce, answered)} / ${share(among, answered)} | ${share(unanswered.filter(goes('inquiry')), unanswered)}`,
  )
}

out('\ncalibration, likeliest aim: error by source')
const truthOf = ({ row, said }: Judged): Aim =>
  row.want !== 'question'
    ? row.want
    : row.guides.includes(shown({ row, said, ms: 0 })[0] ?? best(row))
      ? 'guide'
      : 'inquiry'
const best = (row: Prepared) => (row.evidence.length === 0 ? '' : guidesFor(row, lastWeights)[0]!.id)
const lastWeights = evidenceWeights(rows)
const MATTERS: readonly Aim[] = ['complaint', 'help', 'suggestion']
for (const source of [...new Set(rows.map(row => row.source))]) {
  const own = judged.filter(one => one.row.source === source && one.said.aims !== undefined)
  const bins = Array.from({ length: 10 }, () => ({ n: 0, said: 0, right: 0 }))
  for (const one of own) {
    const aims = one.said.aims!
    const grouped = {
      ...aims,
      complaint: MATTERS.reduce((sum, aim) => sum + aims[aim], 0),
      help: 0,
      suggestion: 0,
    }
    const likely = AIMS.reduce((a, b) => (grouped[b] > grouped[a] ? b : a))
    const truth = MATTERS.includes(truthOf(one)) ? 'complaint' : truthOf(one)
    const bin = bins[Math.min(9, Math.floor(grouped[likely] * 10))]!
    bin.n++
    bin.said += grouped[likely]
    bin.right += Number(likely === truth)
  }
  const error = bins.reduce((sum, bin) => sum + Math.abs(bin.said - bin.right), 0) / own.length
  out(
    `${source.padEnd(12)} ${error.toFixed(3)}  ${bins
      .filter(b => b.n > 0)
      .map(b => `${(b.said / b.n).toFixed(2)}:${(b.right / b.n).toFixed(2)} (${b.n})`)
      .join('  ')}`,
  )
}

out(`\n| wanted | ${WAYS.join(' | ')} |\n|${'---|'.repeat(WAYS.length + 1)}`)
const wants = [...new Set(rows.map(row => (row.guides.length > 0 ? 'question with a guide' : row.want)))]
for (const want of wants) {
  const own = judged.filter(
    ({ row }) => (row.guides.length > 0 ? 'question with a guide' : row.want) === want,
  )
  out(`| ${want} | ${WAYS.map(way => own.filter(goes(way)).length || '').join(' | ')} |`)
}
const times = judged.map(one => one.ms).sort((a, b) => a - b)
out(`\nwithout the search for guides: median ${times[Math.floor(times.length / 2)]!.toFixed(3)} ms`)

const at = process.argv.indexOf('--write')
if (at > 0)
  writeFileSync(
    join(process.cwd(), process.argv[at + 1] ?? 'judged.jsonl'),
    judged
      .map(({ row: { id, source, text, want, guides }, said }) =>
        JSON.stringify({ id, source, text, want, guides, said }),
      )
      .join('\n'),
  )
