import { join } from 'node:path'
import { Refusal } from '../../../domain/base/errors.ts'
import { parseCaseNumber } from '../../../domain/base/text/case-number.ts'
import { maskPhone } from '../../../domain/base/text/mask.ts'
import type { Actor } from '../../../domain/people/actor.ts'
import { may, scopeOf } from '../../../domain/people/policy.ts'
import { fileToOpen } from '../../../store/cases/shown-files.ts'
import { addAudit } from '../../../store/people/officers.ts'
import { checked } from '../../base/checked.ts'
import type { Context } from '../../base/context.ts'
import { endingFor, makeEmpty, reasonInput, writePrivate } from '../../office/export/folder.ts'
import { ownDataAsText } from './as-text.ts'
import { type Asked, collectOwnData, type OwnData } from './collect.ts'

export interface ExportedResident {
  cases: number
  messages: number
  files: number
}

/**
 * Writes what the office holds of one resident who asks for it (个人信息保护法, art. 45) into an empty folder: JSON, a text to
 * read, and their files. Who wrote it and why stands in the audit log before the first file.
 * @throws Refusal `forbidden`, `not_found`, `invalid_field` without a reason, `conflict` for a folder with something in it
 */
export async function exportResident(
  ctx: Context,
  asked: Asked,
  dir: string,
  by: { actor: Actor; reason: string },
): Promise<ExportedResident> {
  // A resident's matters lie with several departments: whoever sees one only cannot answer for all.
  if (!may(by.actor, 'exportData') || scopeOf(by.actor) !== null)
    throw new Refusal('forbidden', '只有看得到全部诉求的领导和管理员能导出。')
  const { reason } = checked(reasonInput, by)
  const now = ctx.now()
  const data = await collectOwnData(ctx, asked)
  await makeEmpty(dir, ['attachments'])
  // Asked for by phone, the person may have no case that would say whose data it was.
  const number = parseCaseNumber(asked.resident)
  const detail = number ? reason : `电话 ${maskPhone(asked.resident.replace(/\D/g, ''))}：${reason}`
  const note = { at: now, officerId: by.actor.id ?? null, action: 'resident_exported', detail }
  const target = number ?? data.cases[0]?.number
  await ctx.db.inTransaction(tx => addAudit(tx, { ...note, ...(target && { target }) }))
  const files = new Map<number, string>()
  for (const id of attachmentsOf(data)) {
    const file = await writeFileOf(ctx, dir, id)
    if (file) files.set(id, file)
  }
  const office = ctx.content().office.name
  const json = { exportedAt: now.toISOString(), office, ...data, files: Object.fromEntries(files) }
  await writePrivate(join(dir, 'data.json'), `${JSON.stringify(json, null, 2)}\n`)
  await writePrivate(join(dir, '请读我.md'), ownDataAsText(data, office, now, files))
  return { cases: data.cases.length, messages: messagesIn(data), files: files.size }
}

const allMessages = (data: OwnData) => [...data.messages, ...data.contacts.flatMap(c => c.messages)]
const messagesIn = (data: OwnData) => allMessages(data).length

/** All attachments that the data names, each once. */
const attachmentsOf = (data: OwnData): Set<number> =>
  new Set([
    ...data.cases.flatMap(c => [...c.attachments, ...c.replies.flatMap(r => r.attachments)]),
    ...allMessages(data).flatMap(m => m.attachments),
  ])

/** @returns the file below the folder; undefined when it is gone or was never fetched */
async function writeFileOf(ctx: Context, dir: string, id: number): Promise<string | undefined> {
  const row = await fileToOpen(ctx.db.read, id)
  const bytes = row?.hash ? await ctx.files.get(row.hash).catch(() => undefined) : undefined
  if (!row || !bytes) return undefined
  const file = `attachments/${id}${endingFor(row.name, row.mime)}`
  await writePrivate(join(dir, file), bytes)
  return file
}
