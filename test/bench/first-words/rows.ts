import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Want } from '../../../src/search/first/wants.ts'
import { type Complaint, type FaqQuestion, haveData, rows } from '../shared-data.ts'

/**
 * First messages whose way is known. The project has those that were written for it (`guide-questions.tsv`,
 * `questions.txt`, `others.tsv`); real ones lie beside the project with their labels, and are only measured and counted.
 */
export interface FirstRow {
  id: string
  text: string
  /** Where it comes from. */
  source: 'title' | 'text' | 'faq' | 'ownGuide' | 'ownQuestion' | 'ownOther'
  /** Rows of one group are learned and measured together, never one by the other. */
  group: string
  want: Want
  /** What people would accept as well. */
  also: readonly Want[]
  /** The guides of the sample office that answer it. */
  guides: readonly string[]
}

/** A label, a line of JSON: made by reading the complaint with this id. */
interface Label {
  id: string
  way: string
  kind?: string
  also?: string[]
  guides?: string[]
}

const WANT_OF: Readonly<Record<string, Want>> = {
  complaint: 'complaint',
  help: 'help',
  suggestion: 'suggestion',
  report: 'report',
  question: 'question',
  own_case: 'ownCase',
  smalltalk: 'smallTalk',
  unclear: 'unclear',
  matter: 'complaint',
  // Whom to ring is decided by a rule before; what remains of such a text is a call for help.
  emergency: 'help',
}

const wantOf = (way: string, kind = ''): Want => WANT_OF[way === 'matter' ? kind : way] ?? 'complaint'

const lines = (file: string): string[][] =>
  readFileSync(join(import.meta.dirname, file), 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => line.split('\t'))

/** The sentences that were written for the project. */
function ownRows(): FirstRow[] {
  const row = (source: FirstRow['source'], at: number, text: string, want: Want, guides: string[] = []) => ({
    id: `${source} ${at}`,
    group: `${source} ${at}`,
    source,
    text,
    want,
    also: [],
    guides,
  })
  return [
    ...lines('guide-questions.tsv').map(([guide = '', text = ''], i) =>
      row('ownGuide', i, text, 'question', [guide]),
    ),
    ...lines('questions.txt').map(([text = ''], i) => row('ownQuestion', i, text, 'question')),
    ...lines('others.tsv').map(([way = '', kind = '', text = ''], i) =>
      row('ownOther', i, text, wantOf(way, kind)),
    ),
  ]
}

/** Titles and texts of real complaints with their labels, and questions of other subjects, which no guide answers. */
function realRows(labelFile: string): FirstRow[] {
  const complaints = new Map(rows<Complaint>('complaints.dev.jsonl').map(row => [row.id, row]))
  const labels = readFileSync(labelFile, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as Label)
  const told = labels.flatMap(({ id, way, kind, also = [], guides = [] }) => {
    const row = complaints.get(id)
    if (row === undefined) return []
    const known = {
      group: row.dup_group ?? id,
      want: wantOf(way, kind),
      also: also.map(other => wantOf(other)),
      guides: way === 'question' ? guides : [],
    }
    const title = { id: `${id} title`, source: 'title', text: row.title ?? '', ...known } as const
    return [...(row.title ? [title] : []), { id, source: 'text', text: row.text, ...known } as const]
  })
  const asked = rows<FaqQuestion & { qid: string }>('faq_eval.dev.jsonl')
    .filter(({ subset }) => subset === 'gov_policy' || subset === 'law_consult')
    .map(({ qid, question }) => {
      const row = { id: qid, group: qid, source: 'faq', text: question, want: 'question' } as const
      return { ...row, also: [], guides: [] }
    })
  return [...told, ...asked]
}

/** All rows. Without the labels of the real ones, and the real ones themselves, only our own. */
export function firstRows(labelFile: string | undefined): FirstRow[] {
  return [...ownRows(), ...(labelFile !== undefined && haveData ? realRows(labelFile) : [])]
}

/** The fold of each row, of five. */
export function foldsOf(all: readonly FirstRow[]): number[] {
  const groups = new Map([...new Set(all.map(row => row.group))].map((group, i) => [group, (i * 7919) % 5]))
  return all.map(row => groups.get(row.group)!)
}
