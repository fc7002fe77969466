/**
 * The tables of keyed search tokens. In SQLite each has a full-text index named after it, kept by triggers (prisma/extra); in
 * PostgreSQL an ordinary inverted index.
 */
export const SEARCH_TABLES = ['CaseSearch', 'ReplySearch', 'ItemSearch'] as const

/** Whether a table of SQLite belongs to a full-text index, which makes its tables itself. */
export const isIndexTable = (table: string): boolean =>
  SEARCH_TABLES.some(name => table.startsWith(`${name}Index`))

/** A command to the full-text indexes of SQLite: makes them anew, or merges their parts. */
export const toWordIndexes = (command: 'rebuild' | 'optimize'): string =>
  SEARCH_TABLES.map(name => `INSERT INTO "${name}Index"("${name}Index") VALUES ('${command}');`).join(' ')
