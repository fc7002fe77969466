/**
 * How often a property is tried. `FC_RUNS=100 FC_SEED=7 npx vitest run --project all test/domain` tries each a hundred
 * times as often, from that seed: what to do after a change of the numbers, the deadlines or the dialogue engine.
 */
const TIMES = Number(process.env.FC_RUNS ?? 1)
const SEED = process.env.FC_SEED

/** Parameters of `fc.assert`; without a number, fast-check's own hundred. */
export const runs = (usual = 100): { numRuns: number; seed?: number } => ({
  numRuns: Math.ceil(usual * TIMES),
  ...(SEED !== undefined && { seed: Number(SEED) }),
})
