import type { RouterModel } from '../../search/mod.ts'
import type { Context } from '../base/context.ts'

/** What this process has learned from the office's own cases. Kept in memory; a restart learns it again. */
interface Learned {
  /** Predicts the department of a text; null until there are enough assigned cases. */
  router: RouterModel | null
}

const BY_DATABASE = new WeakMap<Context['db'], Learned>()

export function learnedOf(ctx: Context): Learned {
  const known = BY_DATABASE.get(ctx.db)
  if (known) return known
  const fresh: Learned = { router: null }
  BY_DATABASE.set(ctx.db, fresh)
  return fresh
}
