/**
 * The files in a backup, by name. A backup that is restored may have been made or changed by somebody else, so a name that
 * is not in this list is refused, and none is ever used as a path before it was read here.
 */
export type Member =
  /** What the backup is: the first file. */
  | { kind: 'head' }
  | { kind: 'key' }
  | { kind: 'office'; path: string }
  | { kind: 'sqlite' }
  | { kind: 'table'; table: string }
  | { kind: 'sequences' }
  | { kind: 'attachment'; hash: string }
  /** The hashes of attachments that lie in the pool beside the backup. */
  | { kind: 'pooled' }
  | { kind: 'checksums' }
  /** What the backup holds: the last file. */
  | { kind: 'manifest' }

const FIXED: Readonly<Record<string, Member>> = {
  'backup.json': { kind: 'head' },
  'secret.key': { kind: 'key' },
  'database/huiyin.db': { kind: 'sqlite' },
  'database/sequences.sql': { kind: 'sequences' },
  'attachments.txt': { kind: 'pooled' },
  'checksums.sha256': { kind: 'checksums' },
  'manifest.json': { kind: 'manifest' },
}

/** The name of a file that there is once. */
export const NAMES = {
  head: 'backup.json',
  key: 'secret.key',
  sqlite: 'database/huiyin.db',
  sequences: 'database/sequences.sql',
  pooled: 'attachments.txt',
  checksums: 'checksums.sha256',
  manifest: 'manifest.json',
} as const

/** `database/03-Case.sql`: with `sequences.sql` last, `cat database/*.sql` is in the order of foreign keys. */
export const nameOfTable = (index: number, table: string): string =>
  `database/${String(index + 1).padStart(3, '0')}-${table}.sql`

export const nameOfAttachment = (hash: string): string => `attachments/${hash.slice(0, 2)}/${hash}`
export const nameOfOfficeFile = (path: string): string => `office/${path}`

export const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

const LONGEST = 400

/** A relative path that stays inside its folder on every system. */
function isInside(path: string): boolean {
  const parts = path.split('/')
  return (
    path.length <= LONGEST &&
    parts.length <= 8 &&
    parts.every(part => !/^(\.{0,2}|.*[\u0000-\u001f\\:].*)$/s.test(part))
  )
}

/** What a name stands for; undefined for one that no backup has. */
export function memberOf(name: string): Member | undefined {
  if (Object.hasOwn(FIXED, name)) return FIXED[name]
  const table = /^database\/\d{3}-([A-Z][A-Za-z0-9]{0,62})\.sql$/.exec(name)?.[1]
  if (table) return { kind: 'table', table }
  const hash = /^attachments\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(name)?.[1]
  if (hash) return nameOfAttachment(hash) === name ? { kind: 'attachment', hash } : undefined
  const path = /^office\/(.+)$/s.exec(name)?.[1]
  return path !== undefined && isInside(path) ? { kind: 'office', path } : undefined
}
