import { DAY } from '../../../domain/base/civil-date.ts'
import type { WitnessAddress } from '../../../domain/numbers/ledger/witness-address.ts'
import { formatAddCheckpoint } from '../../../domain/numbers/log/add-checkpoint.ts'
import { verifyCosignature } from '../../../domain/numbers/log/cosignature.ts'
import { fromDecimal } from '../../../domain/numbers/log/decimal.ts'
import { parseNote, type VerifierKey, verifyEd25519 } from '../../../domain/numbers/log/note.ts'
import { formatSignatureLine, parseSignatureLine } from '../../../domain/numbers/log/signature-line.ts'
import { consistencyProof } from '../../../domain/numbers/log/tiles.ts'
import { cosignaturesOf, newestCheckpoint } from '../../../store/numbers/ledger/checkpoints.ts'
import {
  forgetWitness,
  saveCosignature,
  saveWitness,
  witnessStates,
} from '../../../store/numbers/ledger/witnesses.ts'
import { clearNotice, notice } from '../../../store/office/notices.ts'
import { errorText } from '../../base/claimed-run.ts'
import type { Context } from '../../base/context.ts'
import { tileReader } from './tiles.ts'

/** How long a witness may fail before administrators are told: it may be down for a night. */
const PATIENCE_MS = DAY

type Checkpoint = NonNullable<Awaited<ReturnType<typeof newestCheckpoint>>>
type State = Awaited<ReturnType<typeof witnessStates>>[number]

/** Why there is no cosignature. */
type Why = 'unreachable' | 'refused' | 'unknown' | 'key' | 'unsigned' | 'ahead' | 'inconsistent'

/** What must not wait: the ledger was changed, or somebody else signs in its name. */
const ALARMING: ReadonlySet<Why> = new Set(['ahead', 'inconsistent'])

interface Asked {
  why: Why
  /** For the log. */
  detail: string
  /** How much of our log the witness has, as it said. */
  size?: number
}

const NO_CHANGE = '公开的台账只增不改，不该有这种事：请马上查是不是恢复过旧备份、有没有人动过数据库或密钥'

/** For administrators. */
const WORDS: Record<Why, (name: string, asked: Asked) => string> = {
  unreachable: name => `一直连不上台账的见证人 ${name}。台账照常记，只是新的检查点没有它的加签。`,
  refused: name => `台账的见证人 ${name} 一直没有正常回应，新的检查点没有它的加签。请问对方。`,
  unknown: name =>
    `见证人 ${name} 还没有收下我们的台账。请把 /public/ledger/key 里最后一行公钥发给对方，请对方加上（huiyin witness add）。`,
  key: name =>
    `见证人 ${name} 记的不是我们现在的公钥，多半是因为换过密钥。请把 /public/ledger/key 里最后一行发给对方，请对方加上。`,
  unsigned: name => `见证人 ${name} 的加签不对，没有收下。请核对 LEDGER_WITNESSES 里它的公钥。`,
  ahead: (name, { size }) =>
    `警报：见证人 ${name} 见过 ${size} 条的台账，我们现在没有这么多。${NO_CHANGE}。查清以前不要再改数据。`,
  inconsistent: name =>
    `警报：见证人 ${name} 说我们的台账和它以前见过的对不上。${NO_CHANGE}。查清以前不要再改数据。`,
}

/**
 * Asks every witness that has not cosigned the newest checkpoint. What goes wrong is remembered and tried again with
 * the next run; administrators are told when it lasts.
 */
export async function askWitnesses(ctx: Context, signal?: AbortSignal): Promise<void> {
  const { witnesses } = ctx.config
  const known = await witnessStates(ctx.db.read)
  for (const { key } of known)
    if (!witnesses.some(witness => witness.verifier === key)) await forget(ctx, key)
  const newest = await newestCheckpoint(ctx.db.read)
  const ask = ctx.askWitness
  if (!newest || !ask) return
  const lines = (await cosignaturesOf(ctx.db.read, newest.size)).map(row => row.line)
  const missing = witnesses.filter(({ key }) => !lines.some(line => isLineOf(key, line)))
  await Promise.all(
    missing.map(async witness => {
      const before = known.find(state => state.key === witness.verifier)
      const state = before ?? { key: witness.verifier, size: 0, failingSince: null }
      const asked = await cosignatureOf({ ctx, ask, witness, newest }, Math.min(state.size, newest.size))
      if (signal?.aborted) return
      if ('why' in asked) await noteFailure(ctx, witness, state, asked)
      else await keep(ctx, witness, newest, asked.line)
    }),
  )
}

const isLineOf = (key: VerifierKey, line: string): boolean => {
  const signature = parseSignatureLine(line.trimEnd())
  return signature?.name === key.name && signature.id === key.id
}

interface Request {
  ctx: Context
  ask: NonNullable<Context['askWitness']>
  witness: WitnessAddress
  newest: Checkpoint
}

/** @param oldSize how much the witness has, as far as we know; it says so when it is another size, and is asked once more */
async function cosignatureOf(
  request: Request,
  oldSize: number,
  again = true,
): Promise<{ line: string } | Asked> {
  const { ctx, ask, witness, newest } = request
  const proof = await consistencyProof(oldSize, newest.size, tileReader(ctx.db.read))
  let answer: Awaited<ReturnType<typeof ask>>
  try {
    answer = await ask(witness.url, formatAddCheckpoint({ oldSize, proof, checkpoint: newest.note }))
  } catch (error) {
    return { why: 'unreachable', detail: errorText(error) }
  }
  const { status, type, body } = answer
  const detail = `status ${status}`
  if (status === 200) {
    const line = await verifiedLine(witness.key, newest.note, body)
    return line === null ? { why: 'unsigned', detail } : { line }
  }
  if (status === 409) {
    const size = type === 'text/x.tlog.size' ? fromDecimal(body.replace(/\n$/, '')) : null
    if (size === null) return { why: 'refused', detail }
    if (size > newest.size) return { why: 'ahead', detail, size }
    return again ? cosignatureOf(request, size, false) : { why: 'refused', detail }
  }
  const WHY: Record<number, Why> = { 403: 'key', 404: 'unknown', 422: 'inconsistent' }
  return { why: WHY[status] ?? (status >= 500 ? 'unreachable' : 'refused'), detail }
}

/** The line of an answer that is this key's cosignature; lines of other keys are passed over. */
async function verifiedLine(key: VerifierKey, note: string, body: string): Promise<string | null> {
  const { text } = parseNote(note)!
  for (const line of body.split('\n')) {
    const signature = parseSignatureLine(line)
    if (!signature || signature.name !== key.name || signature.id !== key.id) continue
    const time = await verifyCosignature(key, signature.signature, text, verifyEd25519)
    return time ? formatSignatureLine(signature) : null
  }
  return null
}

const noticeCode = (verifier: string): string => `ledger_witness:${verifier.split('+').slice(0, 2).join('+')}`

async function keep(
  ctx: Context,
  witness: WitnessAddress,
  { size }: Checkpoint,
  line: string,
): Promise<void> {
  await ctx.db.inTransaction(async tx => {
    await saveCosignature(tx, { size, witness: witness.key.name, line, createdAt: ctx.now() })
    await saveWitness(tx, { key: witness.verifier, size, failingSince: null })
  })
  await clearNotice(ctx.db, noticeCode(witness.verifier), ctx.now())
}

async function noteFailure(
  ctx: Context,
  { verifier, key }: WitnessAddress,
  state: State,
  asked: Asked,
): Promise<void> {
  const now = ctx.now()
  const failingSince = state.failingSince ?? now
  ctx.log.warn({ witness: key.name, ...asked, failingSince }, 'a witness did not cosign the checkpoint')
  await ctx.db.inTransaction(tx => saveWitness(tx, { ...state, failingSince }))
  if (!ALARMING.has(asked.why) && now.getTime() - failingSince.getTime() < PATIENCE_MS) return
  await notice(ctx.db, noticeCode(verifier), WORDS[asked.why](key.name, asked), now)
}

async function forget(ctx: Context, verifier: string): Promise<void> {
  await ctx.db.inTransaction(tx => forgetWitness(tx, verifier))
  await clearNotice(ctx.db, noticeCode(verifier), ctx.now())
}
