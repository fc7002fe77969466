import { createReadStream } from 'node:fs'
import { appendFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type AuditAnchor, anchorIn } from '../../domain/people/audit-chain.ts'

/** The file outside of the database in which each night writes down the end of the audit log's chain. */
export const anchorsFile = (dataDir: string): string => join(dataDir, 'audit-heads.jsonl')

export const writeAnchor = (dataDir: string, { size, hash }: AuditAnchor, at: Date): Promise<void> =>
  appendFile(
    anchorsFile(dataDir),
    `${JSON.stringify({ at: at.toISOString(), auditSize: size, auditHash: hash })}\n`,
    { mode: 0o600 },
  )

/**
 * Reads the anchors in a file, also among other lines, as in a log of the service.
 * @throws when there is no such file
 */
export async function readAnchors(file: string): Promise<AuditAnchor[]> {
  const anchors: AuditAnchor[] = []
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    const anchor = anchorIn(line)
    if (anchor) anchors.push(anchor)
  }
  return anchors
}

/** The anchors of the data directory; none when nothing was written yet. */
export async function ownAnchors(dataDir: string): Promise<AuditAnchor[]> {
  try {
    return await readAnchors(anchorsFile(dataDir))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
