import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Evaluation data lives beside the repository and never in it: whoever has it, measures; whoever has not, skips. */
const DATA = join(import.meta.dirname, '../../../shared/data')

export interface FaqEntry {
  id: string
  subset: string
  title: string
  text: string
}

export interface FaqQuestion {
  subset: string
  question: string
  gold_ids: string[]
}

export interface Complaint {
  id: string
  title?: string
  text: string
  label_scheme?: string
  label_l1?: string
  dup_group?: string
}

export const haveData = existsSync(join(DATA, 'faq_corpus.jsonl'))

export function rows<T>(file: string): T[] {
  return readFileSync(join(DATA, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T)
}
