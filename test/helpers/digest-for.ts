import type { Period } from '../../src/domain/base/period.ts'
import { addCase, beginDigest, finishDigest } from '../../src/domain/numbers/digest.ts'
import type { Digest } from '../../src/domain/numbers/digest-schema.ts'
import type { CaseFacts } from '../../src/domain/numbers/facts.ts'

/**
 * The digest of these cases, counted case by case: what the product's counts by day must add up to.
 * All cases that were owed or answered since a year and a week ago must be among them.
 */
export function digestFor(cases: Iterable<CaseFacts>, period: Period, now: Date): Digest {
  const acc = beginDigest(period, now)
  for (const facts of cases) addCase(acc, facts)
  return finishDigest(acc)
}
