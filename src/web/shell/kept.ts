import type { Request } from 'express'
import { fieldOf } from './form.ts'
import type { Kept } from './parts/kept.tsx'

/** The most characters kept through a sign-in, more than any form has. */
const MAX_CHARACTERS = 12_000
const MAX_FIELDS = 20
/** Fields that belong to the session or the form, not to the person's text. */
const NOT_TYPED = new Set(['_csrf', 'version', 'submission'])
const MOVE = /^\w{1,30}$/

/** What was being written, out of a form that came through the sign-in page. */
export function keptOf(req: Request): Kept | undefined {
  const names = Object.keys((req.body ?? {}) as object).filter(name => name.startsWith('kept.'))
  return kept(
    fieldOf(req, 'keptMove'),
    names.map(name => [name.slice(5), fieldOf(req, name)]),
  )
}

/** Everything typed into a form that arrived after the session had ended. */
export function keepTyped(req: Request): Kept | undefined {
  const move = /\/moves\/(\w+)$/.exec(req.path)?.[1] ?? (req.path === '/new' ? 'register' : '')
  const names = Object.keys((req.body ?? {}) as object).filter(name => !NOT_TYPED.has(name))
  return kept(
    move,
    names.map(name => [name, fieldOf(req, name)]),
  )
}

function kept(move: string, fields: [string, string][]): Kept | undefined {
  const filled = fields.filter(([name, value]) => /^\w{1,40}$/.test(name) && value !== '')
  const length = filled.reduce((sum, [, value]) => sum + value.length, 0)
  if (!MOVE.test(move) || filled.length === 0 || filled.length > MAX_FIELDS || length > MAX_CHARACTERS)
    return undefined
  return { move, fields: Object.fromEntries(filled) }
}

/** The page whose form gets the kept text back: the case, or a new registration. */
export function resumeAt(next: string): string | undefined {
  const path = next.split('?')[0]!
  return /^\/desk\/(cases\/[\d-]{5,20}|new)$/.test(path) ? `${path}/resume` : undefined
}
