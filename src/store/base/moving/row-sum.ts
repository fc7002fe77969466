import { createHash } from 'node:crypto'

/** How many rows there were, and a checksum over them in whatever order they came. */
export interface RowSum {
  rows: number
  /** Hexadecimal. */
  sum: string
}

const MODULUS = 2n ** 256n

/**
 * Adds up the SHA-256 of rows: two databases read a table in different orders. Added and not XORed, so that a row that is
 * there twice does not cancel itself.
 */
export function makeRowSum(): { add(line: string): void; result(): RowSum } {
  let rows = 0
  let sum = 0n
  return {
    add(line) {
      rows++
      sum = (sum + BigInt(`0x${createHash('sha256').update(line).digest('hex')}`)) % MODULUS
    },
    result: () => ({ rows, sum: sum.toString(16).padStart(64, '0') }),
  }
}
