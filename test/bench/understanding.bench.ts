import { bench, describe } from 'vitest'
import { type LabelledText, train } from '../../src/search/mod.ts'
import { libsvm } from './linear-svm-peer.ts'
import { naiveBayes } from './naive-bayes.ts'
import { ENGINES } from './peers.ts'
import { type Complaint, type FaqEntry, type FaqQuestion, haveData, rows } from './shared-data.ts'

/**
 * How well questions are understood, beside peers in one run: hit@1, hit@5 and MRR of search per
 * collection, accuracy and macro-F1 of routing, cross-validated. Set BENCH_TOKENS=1 for routing with the
 * large token file as well (minutes).
 */

const FOLDS = 5
const out = (line: string) => process.stdout.write(`${line}\n`)

if (!haveData) {
  out('understanding: skipped, no evaluation data in ../shared/data')
  describe.skip('understanding', () => bench('skipped', () => {}))
} else {
  await searchQuality()
  routingQuality()
  await speed()
}

async function searchQuality(): Promise<void> {
  const corpus = rows<FaqEntry>('faq_corpus.jsonl')
  const questions = rows<FaqQuestion>('faq_eval.dev.jsonl')
  out('\nsearch            engine               hit@1  hit@5  MRR    build s  p50 ms  p99 ms')
  for (const subset of new Set(corpus.map(entry => entry.subset))) {
    const entries = corpus.filter(entry => entry.subset === subset)
    const asked = questions.filter(question => question.subset === subset)
    for (const [name, build] of Object.entries(ENGINES)) {
      const started = performance.now()
      const engine = await build(entries)
      const seconds = (performance.now() - started) / 1000
      const times: number[] = []
      const ranks = asked.map(({ question, gold_ids }) => {
        const before = performance.now()
        const found = engine.find(question, 50)
        times.push(performance.now() - before)
        return found.findIndex(id => gold_ids.includes(id)) + 1 || Infinity
      })
      times.sort((a, b) => a - b)
      const share = (most: number) => (ranks.filter(r => r <= most).length / ranks.length).toFixed(3)
      const mrr = (ranks.reduce((sum, r) => sum + 1 / r, 0) / ranks.length).toFixed(3)
      const at = (p: number) => times[Math.floor(p * (times.length - 1))]!.toFixed(2).padStart(6)
      out(
        `${subset.padEnd(17)} ${name.padEnd(20)} ${share(1)}  ${share(5)}  ${mrr}  ${seconds.toFixed(2).padStart(7)}  ${at(0.5)}  ${at(0.99)}`,
      )
    }
  }
}

type Trainer = (rows: readonly LabelledText[]) => { predict(text: Complaint): { label: string }[] }

function routingQuality(): void {
  const labelled = rows<Complaint>('complaints.dev.jsonl').filter(row => row.label_scheme === 'tipdm_l1_7')
  const tokens = process.env['BENCH_TOKENS']
    ? rows<{ text: string; label: string }>('complaints_labelled_tokens.jsonl')
    : []
  out('\nrouting (5-fold)  model                acc    macro-F1')
  for (const [kind, extra] of [
    ['490 rows', []],
    ['with tokens', tokens],
  ] as const) {
    if (kind === 'with tokens' && extra.length === 0) continue
    const trainers: Record<string, Trainer> = { huiyin: train, 'naive Bayes': naiveBayes }
    // Its rows are dense: the large file would need gigabytes.
    if (extra.length === 0) trainers['libsvm linear'] = libsvm
    for (const [name, trainer] of Object.entries(trainers)) {
      const { accuracy, macroF1 } = crossValidate(labelled, extra, trainer)
      out(`${kind.padEnd(17)} ${name.padEnd(20)} ${accuracy.toFixed(3)}  ${macroF1.toFixed(3)}`)
    }
  }
}

function crossValidate(labelled: readonly Complaint[], extra: readonly LabelledText[], trainer: Trainer) {
  const groups = [...new Set(labelled.map(groupOf))]
  const fold = new Map(groups.map((group, i) => [group, (i * 7919) % FOLDS]))
  const pairs: [gold: string, said: string][] = []
  for (let k = 0; k < FOLDS; k++) {
    const tested = labelled.filter(row => fold.get(groupOf(row)) === k)
    const taught = labelled
      .filter(row => fold.get(groupOf(row)) !== k)
      .map(row => ({ title: row.title ?? '', text: row.text, label: row.label_l1 ?? '' }))
    const model = trainer([...taught, ...extra.filter(row => !tested.some(test => isCopy(test, row.text)))])
    for (const row of tested) pairs.push([row.label_l1 ?? '', model.predict(row)[0]?.label ?? ''])
  }
  const labels = [...new Set(pairs.map(([gold]) => gold))]
  const f1 = labels.map(label => {
    const right = pairs.filter(([gold, said]) => gold === label && said === label).length
    const touched =
      pairs.filter(([gold]) => gold === label).length + pairs.filter(([, said]) => said === label).length
    return (2 * right) / touched
  })
  return {
    accuracy: pairs.filter(([gold, said]) => gold === said).length / pairs.length,
    macroF1: f1.reduce((a, b) => a + b, 0) / f1.length,
  }
}

function groupOf(row: Complaint): string {
  return row.dup_group ?? row.id
}

/** The token file holds the dev rows, too, segmented: a row must not be taught and tested. */
function isCopy(test: Complaint, tokenText: string): boolean {
  const words = tokenText
    .split(' ')
    .filter(word => word.length > 1)
    .slice(0, 60)
  const whole = `${test.title ?? ''}${test.text}`
  return words.length >= 5 && words.filter(word => whole.includes(word)).length > 0.85 * words.length
}

async function speed(): Promise<void> {
  const entries = rows<FaqEntry>('faq_corpus.jsonl')
    .filter(entry => entry.subset === 'gov_reply')
    .slice(0, 2300)
  const questions = rows<FaqQuestion>('faq_eval.dev.jsonl').filter(
    question => question.subset === 'gov_reply',
  )
  const engines = await Promise.all(
    Object.entries(ENGINES).map(async ([name, build]) => [name, await build(entries)] as const),
  )
  describe('one search of 2,300 published replies', () => {
    for (const [name, engine] of engines) {
      let turn = 0
      bench(name, () => {
        engine.find(questions[turn++ % questions.length]!.question, 10)
      })
    }
  })
}
