/** How many rows wait, and since when the first of them does. */
export interface Waiting {
  count: number
  since: Date | null
}

/** Of a counted row: a count may be a bigint, and SQLite returns instants as text. */
export const waitingOf = (row: { n: unknown; since: Date | string | null } | undefined): Waiting => ({
  count: Number(row?.n ?? 0),
  since: row?.since ? new Date(row.since) : null,
})
