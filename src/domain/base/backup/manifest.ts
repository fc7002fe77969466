import { z } from 'zod'

/** The form of a backup. A backup with a higher number is from a newer Huiyin. */
export const FORMAT = 1

const count = z.int().min(0)
const instant = z.iso.datetime()

/** The first file: what must be known before anything is read. */
export const headSchema = z.object({
  format: z.int().min(1),
  /** Version of Huiyin. */
  huiyin: z.string().max(50),
  provider: z.enum(['sqlite', 'postgresql']),
  /** The migrations that the database has, in order. */
  migrations: z.array(z.string().regex(/^[\w-]{1,100}$/)).max(1000),
  /** The moment that the database is of. */
  at: instant,
  /** What earlier SECRET_KEYs left, sealed with the one of the backup; null before the first change of the key. */
  earlierKeys: z.string().max(100_000).nullable(),
})
export type Head = z.infer<typeof headSchema>

/** What a database holds, as far as a copy of it can be held against it. */
export const contentsSchema = z.object({
  /** Rows of each table. */
  tables: z.record(z.string().max(63), count),
  greatestEventId: count,
  /** The ledger's length, and its root computed from its entries (base64); null before it begins. */
  ledger: z.object({ size: count, root: z.string().max(64) }).nullable(),
})
export type Contents = z.infer<typeof contentsSchema>

/** The last file. */
export const manifestSchema = z.object({
  format: z.int().min(1),
  contents: contentsSchema,
  /** How many files are before checksums.sha256, and its SHA-256. */
  members: count,
  checksums: z.string().regex(/^[0-9a-f]{64}$/),
  attachments: z.object({ inside: count, pooled: count }),
  /** Whether the key is in it, and what tells whether a key is the right one. */
  key: z.object({ inside: z.boolean(), check: z.string().max(100) }),
})
export type Manifest = z.infer<typeof manifestSchema>

/** What differs between two databases that should hold the same, in words. */
export function differences(expected: Contents, found: Contents): string[] {
  const names = [...new Set([...Object.keys(expected.tables), ...Object.keys(found.tables)])].sort()
  const tables = names
    .map(name => [name, expected.tables[name] ?? 0, found.tables[name] ?? 0] as const)
    .filter(([, a, b]) => a !== b)
    .map(([name, a, b]) => `表 ${name} 应有 ${a} 行，实有 ${b} 行`)
  const event =
    expected.greatestEventId === found.greatestEventId
      ? []
      : [`最后一条办理记录应是 ${expected.greatestEventId}，实为 ${found.greatestEventId}`]
  const ledger =
    expected.ledger?.size === found.ledger?.size && expected.ledger?.root === found.ledger?.root
      ? []
      : ['台账算出来的指纹和备份时不一样']
  return [...tables, ...event, ...ledger]
}
