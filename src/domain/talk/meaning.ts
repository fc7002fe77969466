import type { Outcome } from './first-words.ts'
import { MATTER_KINDS, type MatterKind, WAYS, type Way } from './way.ts'

/** What an officer says that residents' words mean; `useless` words teach nothing. */
export type Meaning = { guide: string } | { way: Way; kind?: MatterKind } | 'useless'

/** As a form sends it: `guide:ID`, `matter:help`, `question`, `useless`. */
export function sayMeaning(meaning: Meaning): string {
  if (meaning === 'useless') return meaning
  if ('guide' in meaning) return `guide:${meaning.guide}`
  return meaning.kind ? `${meaning.way}:${meaning.kind}` : meaning.way
}

export function readMeaning(said: string): Meaning | undefined {
  const [, first = '', second] = /^([a-zA-Z]+)(?::([a-z0-9-]+))?$/.exec(said) ?? []
  if (said === 'useless') return 'useless'
  if (first === 'guide') return second === undefined ? undefined : { guide: second }
  const way = WAYS.find(w => w === first)
  const kind = MATTER_KINDS.find(k => k === second)
  if (way === undefined || (way === 'matter') !== (kind !== undefined)) return undefined
  return second !== kind ? undefined : { way, ...(kind && { kind }) }
}

/** What the end of a dialogue suggests that its first words meant. Nothing when it did not come to anything. */
export function suggestedBy({
  outcome,
  kind,
  guideId,
}: {
  outcome: Outcome
  kind: string | null
  guideId: string | null
}): Meaning | undefined {
  if (outcome === 'guide' && guideId !== null) return { guide: guideId }
  if (outcome !== 'case') return undefined
  const matter = MATTER_KINDS.find(k => k === kind)
  return matter ? { way: 'matter', kind: matter } : kind === 'inquiry' ? { way: 'question' } : undefined
}
