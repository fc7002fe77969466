import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Seen } from '../../domain/numbers/ledger/verify/report.ts'
import { CommandFailure } from '../failure.ts'

/** What was seen of each ledger, so that a second history cannot be shown the next time. */

const seen = z.strictObject({
  origin: z.string(),
  key: z.string(),
  size: z.int().nonnegative(),
  root: z.string(),
})
const schema = z.strictObject({
  /** By the log's name. */
  ledgers: z.record(z.string(), seen),
  /** Which log an address showed: it must not turn into another. */
  addresses: z.record(z.string(), z.string()),
})
type State = z.infer<typeof schema>

/** @throws CommandFailure when the file holds something else. */
export function readState(file: string): State {
  if (!existsSync(file)) return { ledgers: {}, addresses: {} }
  try {
    return schema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    throw new CommandFailure(
      `记着以前看过什么的文件读不懂：${file}。请用 --state 换一个，或者用 --no-state；不要随手删掉，它能看出台账有没有换过。`,
    )
  }
}

/** What is remembered of the ledger at an address, or else by its name. */
export function seenIn({ ledgers, addresses }: State, address: string | undefined, origin: string) {
  const name = address !== undefined && Object.hasOwn(addresses, address) ? addresses[address]! : origin
  return Object.hasOwn(ledgers, name) ? ledgers[name] : undefined
}

/** Remembers what was seen, whole or not at all. */
export function remember(file: string, state: State, address: string | undefined, now: Seen): void {
  const next: State = {
    ledgers: { ...state.ledgers, [now.origin]: now },
    addresses: { ...state.addresses, ...(address !== undefined && { [address]: now.origin }) },
  }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.part`, JSON.stringify(next, null, 2))
  renameSync(`${file}.part`, file)
}
