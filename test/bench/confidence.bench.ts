import { bench, describe } from 'vitest'
import { train } from '../../src/search/mod.ts'
import { type Complaint, haveData, rows } from './shared-data.ts'

/**
 * Whether a suggestion's confidence means what it says: of the suggestions made with 70–80 %, seven or eight in ten
 * should be right. 5-fold over the labelled complaints, copies of one kept in one fold.
 */

const FOLDS = 5
const BINS = 10
const out = (line: string) => process.stdout.write(`${line}\n`)

if (!haveData) {
  out('confidence: skipped, no evaluation data in ../shared/data')
  describe.skip('confidence', () => bench('skipped', () => {}))
} else {
  const labelled = rows<Complaint>('complaints.dev.jsonl').filter(row => row.label_scheme === 'tipdm_l1_7')
  const groups = [...new Set(labelled.map(row => row.dup_group ?? row.id))]
  const foldOf = (row: Complaint) => (groups.indexOf(row.dup_group ?? row.id) * 7919) % FOLDS
  const said: { score: number; right: boolean }[] = []
  for (let k = 0; k < FOLDS; k++) {
    const taught = labelled.filter(row => foldOf(row) !== k)
    const model = train(taught.map(r => ({ title: r.title ?? '', text: r.text, label: r.label_l1 ?? '' })))
    for (const row of labelled.filter(r => foldOf(r) === k)) {
      const best = model.predict(row)[0]
      if (best) said.push({ score: best.score, right: best.label === row.label_l1 })
    }
  }
  out(`\nconfidence of the suggested department: ${said.length} suggestions, 5-fold`)
  out('said          n  mean said  right')
  let error = 0
  for (let bin = 0; bin < BINS; bin++) {
    const here = said.filter(s => Math.min(BINS - 1, Math.floor(s.score * BINS)) === bin)
    if (here.length === 0) continue
    const mean = here.reduce((sum, s) => sum + s.score, 0) / here.length
    const right = here.filter(s => s.right).length / here.length
    error += (here.length / said.length) * Math.abs(mean - right)
    const range = `${(bin / BINS).toFixed(1)}–${((bin + 1) / BINS).toFixed(1)}`
    out(`${range}  ${String(here.length).padStart(5)}      ${mean.toFixed(3)}  ${right.toFixed(3)}`)
  }
  out(`expected calibration error ${error.toFixed(3)}`)
  describe('confidence', () => {
    const model = train(labelled.map(r => ({ title: r.title ?? '', text: r.text, label: r.label_l1 ?? '' })))
    bench('one suggestion', () => {
      model.predict(labelled[0]!)
    })
  })
}
