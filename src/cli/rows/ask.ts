import { z } from 'zod'
import { createIndex } from '../../search/mod.ts'
import { CommandFailure } from '../failure.ts'
import { say } from '../say.ts'
import { readJsonl } from './jsonl.ts'

const entry = z.object({ id: z.string(), title: z.string().default(''), text: z.string().default('') })
const question = z.object({ qid: z.string(), question: z.string() })

interface AskOptions {
  corpus: string
  questions: string
  top: string
  json?: true
}

/** `huiyin ask`: the guides found for each question, one line each. */
export async function ask({ corpus, questions, top, json }: AskOptions): Promise<void> {
  if (!/^[1-9]\d{0,2}$/.test(top)) throw new CommandFailure('--top 应是 1 到 999 的整数。')
  const entries = await readJsonl(corpus, entry, '{id, title, text}')
  const index = createIndex(entries)
  const titles = new Map(entries.map(e => [e.id, e.title]))
  for (const { qid, question: text } of await readJsonl(questions, question, '{qid, question}')) {
    const begun = performance.now()
    const { hits, decision } = index.search(text, Number(top))
    const ms = Math.round((performance.now() - begun) * 100) / 100
    if (json) {
      say(JSON.stringify({ qid, hits: hits.map(({ id, score }) => ({ id, score })), decision, ms }))
      continue
    }
    say(`${text}\n  ${DECISIONS[decision]}（${ms} 毫秒）`)
    for (const hit of hits) say(`  ${hit.score.toFixed(2)}  ${titles.get(hit.id) || hit.id}`)
  }
}

const DECISIONS = { answer: '直接回答', clarify: '给出候选', none: '没有合适的' } as const
