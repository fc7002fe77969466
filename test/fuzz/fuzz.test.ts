import fc from 'fast-check'
import { describe, it } from 'vitest'
import { runs } from '../helpers/runs.ts'
import { api } from './api.ts'
import { dialogues } from './dialogues.ts'
import { exports } from './exports.ts'
import { search } from './search.ts'
import type { FuzzTarget } from './target.ts'
import { uploads } from './uploads.ts'
import { webhook } from './webhook.ts'

/** `npm run fuzz -- --minutes 10 --only dialogues` sets these. */
const MINUTES = Number(process.env.FUZZ_MINUTES ?? 0)
const ONLY = process.env.FUZZ_ONLY

const TARGETS: readonly FuzzTarget[] = [webhook, dialogues, search, api, exports, uploads]
const chosen = TARGETS.filter(target => ONLY === undefined || target.name === ONLY)
const ms = (MINUTES * 60_000) / chosen.length

describe('whatever is sent to', () => {
  it.each(chosen)('$name $holds', { timeout: ms + 180_000 }, async ({ open, tries }) => {
    const { property, close } = await open()
    try {
      await fc.assert(property, {
        ...runs(tries),
        ...(MINUTES > 0 && {
          numRuns: Number.MAX_SAFE_INTEGER,
          interruptAfterTimeLimit: ms,
          markInterruptAsFailure: false,
        }),
      })
    } finally {
      await close()
    }
  })
})
