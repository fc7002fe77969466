import type { BranchStep } from '../definition/flow.ts'
import type { Condition } from '../definition/schema.ts'
import { variableValue } from '../state/render.ts'
import type { Frame, TurnContext } from '../state/state.ts'
import { go, type Runner } from './step.ts'

/** Goes to the step of the first arm whose conditions are all true. */
export const branch: Runner<BranchStep> = {
  enter(step, frame, ctx) {
    const arm = step.branch.find(({ when }) => allHold(when, ctx, frame))
    return go(arm?.go ?? step.else)
  },
}

export const allHold = (when: Record<string, Condition>, ctx: TurnContext, frame: Frame): boolean =>
  Object.entries(when).every(([name, condition]) => holds(variableValue(ctx, frame, name), condition))

/** Evaluates a condition. Comparisons with values that are not numbers are false. */
export function holds(value: unknown, condition: Condition): boolean {
  if (typeof condition !== 'object') return same(value, condition)
  if ('in' in condition) return condition.in.some(one => same(value, one))
  if ('not' in condition) return !same(value, condition.not)
  if ('is' in condition) return isEmpty(value) === (condition.is === 'empty')
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || Number.isNaN(number)) return false
  if ('gt' in condition) return number > condition.gt
  if ('gte' in condition) return number >= condition.gte
  if ('lt' in condition) return number < condition.lt
  return number <= condition.lte
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)

const same = (value: unknown, other: string | number | boolean): boolean =>
  value !== undefined && value !== null && String(value) === String(other)
