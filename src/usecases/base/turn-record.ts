import type { Secrets } from '../../domain/base/secrets.ts'
import { type Call, type CallResult, onlySteers, type openQuestion, type World } from '../../flow/mod.ts'

/**
 * The inputs and results of one turn of a dialogue, enough to replay it. Contains the resident's answers and the
 * results of calls, so it is sealed like the session itself.
 */
export interface TurnRecord {
  /** ISO 8601. */
  now: string
  contact: World['contact']
  /** The question the message was an answer to, if one was open. */
  asked: ReturnType<typeof openQuestion>
  calls: (Pick<Call, 'action' | 'args'> & CallResult)[]
  /** Held messages of anonymous cases that it released. Only this sealed record links them to the message. */
  released?: number[]
}

const CONTEXT = 'message.turn'
/** A turn whose calls return more than this is stored without their results. */
const MOST = 40_000

export function sealTurn(secrets: Secrets, record: TurnRecord): string {
  const whole = JSON.stringify(record)
  const kept =
    whole.length <= MOST
      ? whole
      : JSON.stringify({
          ...record,
          calls: record.calls.map(({ action, outcome }) => ({ action, args: {}, outcome })),
        })
  return secrets.seal(kept, CONTEXT)
}

export const openTurn = (secrets: Secrets, row: { turnSealed: string | null }): TurnRecord | null =>
  row.turnSealed === null ? null : (JSON.parse(secrets.open(row.turnSealed, CONTEXT)) as TurnRecord)

/** Whether the message is the resident's answer about their name or phone number, and not a word like 跳过. */
export const isPersonalAnswer = (record: TurnRecord | null, text: string): boolean =>
  !onlySteers(text) &&
  (record?.asked?.personal === true ||
    record?.asked?.ask === 'phone' ||
    record?.asked?.as === 'name' ||
    record?.asked?.as === 'phone')
