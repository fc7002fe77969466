import { readAtMost } from '../read-at-most.ts'

/** The answer of a witness, whatever its status. */
export interface WitnessAnswer {
  status: number
  /** Without parameters; empty when there is none. */
  type: string
  body: string
}

/**
 * Sends a request to a witness (C2SP tlog-witness, add-checkpoint).
 * @param prefix its submission prefix
 * @throws when there is no answer in time, or an endless one
 */
export type AskWitness = (prefix: string, request: string) => Promise<WitnessAnswer>

/** It verifies a few hashes. */
const TIMEOUT_MS = 15_000
/** Room for a witness with many keys of the longest kind. */
const MOST_BYTES = 64 * 1024

/** Redirects are not followed: where our checkpoints go was decided by whoever wrote LEDGER_WITNESSES. */
export const askWitness: AskWitness = async (prefix, request) => {
  const undici = await import('undici')
  const { statusCode, headers, body } = await undici.request(`${prefix}/add-checkpoint`, {
    method: 'POST',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: request,
  })
  const type = [headers['content-type'] ?? ''].flat()[0]!.split(';')[0]!.trim().toLowerCase()
  return { status: statusCode, type, body: (await readAtMost(body, MOST_BYTES)).toString('utf8') }
}
