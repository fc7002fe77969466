import { z } from 'zod'
import { hasVisibleText } from '../../base/text/visible-text.ts'
import { OFFICER_MOVES, type OfficerMove, ruleOf } from '../moves.ts'
import type { ReadField } from './move.ts'

/** Builds a move's input from its form: required fields as they are, optional ones only when filled in. */
export function inputFrom(move: OfficerMove, read: ReadField): Record<string, unknown> {
  const { sends, input } = ruleOf(move)
  if (sends) return sends.read(read)
  return Object.fromEntries(
    Object.entries(input.shape).flatMap(([name, schema]) => {
      const optional = schema instanceof z.ZodOptional
      if (optional && !hasVisibleText(read(name))) return []
      const inner = optional ? schema.unwrap() : schema
      return [[name, inner instanceof z.ZodNumber ? Number(read(name)) : read(name)]]
    }),
  )
}

/** Every field of every move's form: the values shown again after a refusal. */
export const FORM_FIELDS: readonly string[] = [
  ...new Set(
    OFFICER_MOVES.flatMap(move => ruleOf(move).sends?.fields ?? Object.keys(ruleOf(move).input.shape)),
  ),
]
