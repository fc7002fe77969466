import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Refusal } from '../../../domain/base/errors.ts'
import { csvHead, csvLine } from '../../../domain/base/table.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may } from '../../../domain/people/policy.ts'
import { versionOfHuiyin } from '../../../root.ts'
import { exportedFiles, exportedModels, exportedRows } from '../../../store/base/export/rows.ts'
import { openSnapshot, type Snapshot } from '../../../store/base/export/snapshot.ts'
import { type FileModel, isFileModel } from '../../../store/base/tables/stored-files.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { endingFor, reasonInput as input, makeEmpty, writePrivate } from './folder.ts'
import { exportReadme } from './readme.ts'
import { SHEETS } from './sheets.ts'
import { exportSchema } from './write-schema.ts'

export interface Exported {
  /** Rows by table. */
  tables: Readonly<Record<string, number>>
  files: number
  /** Attachments whose file is gone or damaged. */
  missing: number[]
  /** Values that could not be opened, by column. */
  unreadable: Readonly<Record<string, number>>
}

/**
 * Writes everything of the office into an empty folder, readable: JSON Lines for each table, CSV for cases and replies,
 * attachments as files, all of one moment. README.md is written last: a folder without it is not complete.
 * Who and why stands in the audit log before the first file.
 * @throws Refusal when the folder has something in it; `forbidden`; `invalid_field` without a reason
 */
export async function exportAll(
  ctx: Pick<Context, 'config' | 'db' | 'secrets' | 'files' | 'now'>,
  dir: string,
  by: { actor: Actor; reason: string },
  onTable?: (table: string, rows: number) => void,
): Promise<Exported> {
  if (!may(by.actor, 'exportData')) throw new Refusal('forbidden', '只有领导和管理员能导出。')
  const { reason } = checked(input, by)
  await makeEmpty(dir, ['tables', 'csv', ...Object.values(FILE_FOLDERS)])
  await ctx.db.inTransaction(tx =>
    addAudit(tx, { at: ctx.now(), officerId: by.actor.id ?? null, action: 'all_exported', detail: reason }),
  )
  const at = ctx.now()
  const snapshot = await openSnapshot(ctx.config.databaseUrl, ctx.secrets)
  const unreadable: Record<string, number> = {}
  const note = (column: string) => {
    unreadable[column] = (unreadable[column] ?? 0) + 1
  }
  const missing: number[] = []
  let files = 0
  try {
    const tables: Record<string, number> = {}
    for (const model of exportedModels()) {
      const stored = isFileModel(model.name) ? storedFiles(ctx, snapshot, dir, model.name) : undefined
      let rows = 0
      const lines = async function* () {
        for await (const row of exportedRows(snapshot, ctx.secrets, model, note)) {
          rows++
          if (!stored) {
            yield `${JSON.stringify(row)}\n`
            continue
          }
          const file = await stored.next(row['id'] as number)
          if (file === MISSING) missing.push(row['id'] as number)
          else if (file) files++
          yield `${JSON.stringify({ ...row, file: file === MISSING ? null : file })}\n`
        }
      }
      await write(join(dir, 'tables', `${model.name}.jsonl`), lines())
      tables[model.name] = rows
      onTable?.(model.name, rows)
    }
    await writeSheets(ctx, snapshot, dir)
    await writePrivate(
      join(dir, 'schema.json'),
      `${JSON.stringify(exportSchema(exportedModels()), null, 2)}\n`,
    )
    const done = { tables, files, missing, unreadable }
    await writePrivate(join(dir, 'README.md'), exportReadme(done, at, versionOfHuiyin()))
    return done
  } finally {
    await snapshot.close()
  }
}

const PRIVATE = { flags: 'wx', mode: 0o600, flush: true } as const
const write = (path: string, lines: AsyncIterable<string>) =>
  pipeline(Readable.from(lines), createWriteStream(path, PRIVATE))

const MISSING = Symbol('missing')

/** The folder of each table's files. */
const FILE_FOLDERS: Readonly<Record<FileModel, string>> = {
  Attachment: 'attachments',
  ItemFile: 'item-files',
  VisitPhoto: 'visit-photos',
}

/** Writes the files of a table, which are asked for in the order of their ids. */
function storedFiles(
  { secrets, files }: Pick<Context, 'secrets' | 'files'>,
  snapshot: Snapshot,
  dir: string,
  model: FileModel,
) {
  const all = exportedFiles(snapshot, secrets, model)
  let at: Awaited<ReturnType<typeof all.next>> | undefined
  return {
    /** @returns the file below the folder; null when the attachment has none */
    async next(id: number): Promise<string | null | typeof MISSING> {
      at ??= await all.next()
      while (!at.done && at.value.id < id) at = await all.next()
      if (at.done || at.value.id !== id) return null
      const { hash, name, mime } = at.value
      const bytes = await files.get(hash).catch(() => undefined)
      if (!bytes) return MISSING
      const file = `${FILE_FOLDERS[model]}/${id}${endingFor(name, mime)}`
      await writePrivate(join(dir, file), bytes)
      return file
    },
  }
}

async function writeSheets(ctx: Pick<Context, 'secrets'>, snapshot: Snapshot, dir: string): Promise<void> {
  for (const model of exportedModels()) {
    const sheet = SHEETS[model.name]
    if (!sheet) continue
    const lines = async function* () {
      yield csvHead(sheet.columns.map(({ column }) => column))
      for await (const row of exportedRows(snapshot, ctx.secrets, model, () => {}))
        yield csvLine(sheet.columns.map(({ cell }) => cell(row)))
    }
    await write(join(dir, 'csv', `${sheet.file}.csv`), lines())
  }
}
