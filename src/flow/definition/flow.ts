import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { onceFor } from '../../domain/base/once-for.ts'
import type {
  askSchema,
  branchSchema,
  callSchema,
  confirmSchema,
  endSchema,
  flowStepSchema,
  guideStepSchema,
  headSchema,
  saySchema,
  takeSchema,
} from './schema.ts'

/** Types of a checked definition. It is plain JSON; sessions are pinned to a version of it, and the shell stores each version. */

type Made<T extends string, S extends z.ZodType> = z.infer<S> & {
  id: string
  type: T
  /** The following step, by `next` or by order; null at the end of the file. */
  next: string | null
}

export type SayStep = Made<'say', typeof saySchema>
export type AskStep = Made<'ask', typeof askSchema> & { as: string }
export type AskOf<T extends AskStep['ask']> = Extract<AskStep, { ask: T }>
export type ConfirmStep = Made<'confirm', typeof confirmSchema>
export type BranchStep = Made<'branch', typeof branchSchema>
export type CallStep = Made<'call', typeof callSchema>
export type FlowStep = Made<'flow', typeof flowStepSchema>
export type GuideStep = Made<'guide', typeof guideStepSchema>
export type TakeStep = Made<'take', typeof takeSchema>
export type EndStep = Made<'end', typeof endSchema>
export type Step =
  | SayStep
  | AskStep
  | ConfirmStep
  | BranchStep
  | CallStep
  | FlowStep
  | GuideStep
  | TakeStep
  | EndStep

export interface Flow extends z.infer<typeof headSchema> {
  /** Hash of the rest of the definition: definitions with the same version behave the same. */
  version: string
  start: string
  steps: Record<string, Step>
}

/** The definitions that the engine can use. A session uses the version that it is pinned to. */
export interface FlowSet {
  current(id: string): Flow | undefined
  byVersion(hash: string): Flow | undefined
  /** Flows that a resident can begin by speaking of their own case (`hears`). */
  readonly hearing: readonly Flow[]
}

/** The current flows as a set. It is made once for each load of the content, because every message needs it. */
const inForce = onceFor((flows: readonly Flow[]): FlowSet => {
  const byId = new Map(flows.map(flow => [flow.id, flow]))
  const byHash = new Map(flows.map(flow => [flow.version, flow]))
  return {
    current: id => byId.get(id),
    byVersion: hash => byHash.get(hash),
    hearing: flows.filter(flow => flow.hears !== undefined),
  }
})

/** A set of the current flows; `old` finds earlier versions, for sessions that are pinned to them. */
export function flowSet(flows: readonly Flow[], old?: (hash: string) => Flow | undefined): FlowSet {
  const set = inForce(flows)
  return old === undefined ? set : { ...set, byVersion: hash => set.byVersion(hash) ?? old(hash) }
}

/** The version of a definition: 16 hex digits of SHA-256 over its canonical JSON. */
export function versionOf(flow: Omit<Flow, 'version'>): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(flow)))
    .digest('hex')
    .slice(0, 16)
}

/** Sorts keys, but keeps the order of steps, which has a meaning. */
function sorted(value: unknown, keepOrder = false): unknown {
  if (Array.isArray(value)) return value.map(item => sorted(item))
  if (value === null || typeof value !== 'object') return value
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item, key === 'steps')] as const)
  if (keepOrder) return entries
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Whether a step waits for the resident. */
export const waits = (step: Step): boolean => step.type === 'ask' || step.type === 'confirm'

/** Names of variables with personal data, in any flow. */
const PERSONAL =
  /^(?:name|real_?name|phone|mobile|tel|id_?(?:card|number|no)|identity|home_?address|bank_?(?:card|account)|姓名|电话|手机号?|证件号|身份证号?|住址)$/i

/**
 * Whether a question asks for personal data. An invalid answer to it is asked again and used nowhere else: it may be a
 * number or a name, which must not become part of a text that others read.
 */
export const asksPersonal = (step: AskStep): boolean =>
  step.ask === 'phone' || (step.personal ?? PERSONAL.test(step.as))

/** All exits of a step, each with the word that leads there. */
export function exitsOf(step: Step): { to: string; via: string }[] {
  const on = (next: string | null, via = '') => (next === null ? [] : [{ to: next, via }])
  switch (step.type) {
    case 'say':
      return on(step.next)
    case 'ask':
      return [
        ...(step.ask === 'choice'
          ? (step.options ?? []).flatMap(option => (option.go ? [{ to: option.go, via: option.value }] : []))
          : []),
        ...on(followsAsk(step) ? step.next : null),
        ...on(step.fallback ?? null, 'fallback'),
      ]
    case 'confirm':
      return [...on(step.next, '确认'), ...step.confirm.map((to, i) => ({ to, via: `改${i + 1}` }))]
    case 'branch':
      return [
        ...step.branch.map(arm => ({ to: arm.go, via: conditionText(arm.when) })),
        { to: step.else, via: 'else' },
      ]
    case 'call':
      return Object.entries(step.on).map(([via, to]) => ({ to, via }))
    case 'flow':
      if (!step.return) return []
      return [...Object.entries(step.on).map(([via, to]) => ({ to, via })), ...on(step.next)]
    case 'guide':
      return [...on(step.next), ...on(step.missing ?? null, 'missing')]
    case 'take':
      return [...on(step.next), ...on(step.none, 'none')]
    case 'end':
      return []
  }
}

/** Whether a question can go on to its next step: not if every option has a `go` of its own and it cannot be skipped. */
export function followsAsk(step: AskStep): boolean {
  if (step.ask !== 'choice' || step.from !== undefined || step.optional) return true
  return (step.options ?? []).some(option => option.go === undefined)
}

const conditionText = (when: Record<string, unknown>) =>
  Object.entries(when)
    .map(([name, is]) => `${name} ${typeof is === 'object' ? JSON.stringify(is) : `= ${String(is)}`}`)
    .join(' 且 ')
