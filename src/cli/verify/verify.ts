import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { verifierStateOf } from '../../config.ts'
import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { lastFullWeek, shiftWeek, weekNamed } from '../../domain/base/week.ts'
import { type CheckOptions, checkLedger } from '../../domain/numbers/ledger/verify/check-ledger.ts'
import { checkProof } from '../../domain/numbers/ledger/verify/check-proof.ts'
import { mostBytes, type ReadFile, textIn } from '../../domain/numbers/ledger/verify/files.ts'
import { parseCheckpoint } from '../../domain/numbers/log/checkpoint.ts'
import { parseNote, parseVerifierKey, type VerifierKey } from '../../domain/numbers/log/note.ts'
import { parseProof } from '../../domain/numbers/log/proof.ts'
import { CommandFailure } from '../failure.ts'
import { sayJson } from '../say.ts'
import { lastWeekIn, readFrom as readFromDir } from './read-dir.ts'
import { baseOf, readFrom as readFromUrl } from './read-url.ts'
import { readState, remember, seenIn } from './state.ts'
import { sayLedger, sayProof } from './words.ts'

interface VerifyOptions {
  url?: string
  dir?: string
  week?: string
  proof?: string
  key?: string
  witness: string[]
  /** A path, or false with `--no-state`. */
  state?: string | boolean
  json?: true
}

/** `huiyin verify`: exit code 1 when anything differs. Needs no data of an office. */
export async function verify(options: VerifyOptions): Promise<void> {
  const source = await sourceOf(options)
  const witnesses = options.witness.map(witnessKey)
  if (options.key !== undefined && parseVerifierKey(options.key)?.type !== 1)
    throw new CommandFailure('--key 应是公钥：名称+编号+密钥，例如 ledger/key 里的那一行。')
  if (options.week !== undefined && !weekNamed(options.week))
    throw new CommandFailure('--week 要写成 2026-W46 这样：年份、W、两位周数。')
  const agreed = options.proof
    ? await verifyProof(options.proof, source, witnesses, options)
    : await verifyLedger(source, witnesses, options)
  if (!agreed) process.exitCode = 1
}

interface Source {
  read: ReadFile
  /** The address as it is remembered; undefined for a folder, which may be of any ledger. */
  address?: string
  /** A week to check when none is named. */
  lastWeek(): Promise<string | undefined>
}

async function sourceOf({ url, dir, proof }: VerifyOptions): Promise<Source | null> {
  if (url !== undefined && dir !== undefined) throw new CommandFailure('--url 和 --dir 只能给一个。')
  if (url !== undefined) {
    const base = await baseOf(url)
    const read = readFromUrl(base)
    return { read, address: base, lastWeek: () => lastWeekAt(read) }
  }
  if (dir !== undefined) {
    const folder = resolve(dir)
    if (!(await stat(folder).catch(() => null))?.isDirectory())
      throw new CommandFailure(`没有这个文件夹：${folder}`)
    return { read: readFromDir(folder), lastWeek: () => lastWeekIn(folder) }
  }
  if (proof !== undefined) return null
  throw new CommandFailure('请给 --url（公布台账的网址）、--dir（台账的文件夹）或 --proof（证明文件）。')
}

/** On a Monday morning the numbers of the last week are not published yet. */
async function lastWeekAt(read: ReadFile): Promise<string | undefined> {
  const last = lastFullWeek(new Date())
  for (const { id } of [last, shiftWeek(last, -1)]) if (await read(`rates/${id}.json`)) return id
  return undefined
}

async function verifyLedger(
  source: Source | null,
  witnesses: readonly VerifierKey[],
  options: VerifyOptions,
): Promise<boolean> {
  const { read, address, lastWeek } = source!
  const file = stateFile(options)
  const state = file === null ? null : readState(file)
  const seen = state && seenIn(state, address, originOf(await read('ledger/checkpoint')))
  const week = options.week ?? (await lastWeek())
  const check: CheckOptions = {
    witnesses,
    progress: progressBar(),
    ...(week !== undefined && { week }),
    ...(options.key !== undefined && { key: options.key }),
    ...(seen && { seen }),
    // A folder may be an archive; a site must keep closing its days.
    ...(address !== undefined && { today: shanghaiDate(new Date()) }),
  }
  const report = await checkLedger(read, check)
  if (file !== null && state && report.seen) remember(file, state, address, report.seen)
  if (options.json) sayJson(report)
  else sayLedger(report)
  return report.agreed
}

async function verifyProof(
  path: string,
  source: Source | null,
  witnesses: readonly VerifierKey[],
  options: VerifyOptions,
): Promise<boolean> {
  const bytes = await readFile(path)
  if (bytes.length > mostBytes(path)) throw new CommandFailure(`文件太大，不是证明：${path}`)
  const text = textIn(bytes) ?? ''
  const file = stateFile(options)
  const checkpoint = parseProof(text)?.checkpoint
  const origin = originOf(checkpoint === undefined ? null : new TextEncoder().encode(checkpoint))
  const seen = file === null ? undefined : seenIn(readState(file), source?.address, origin)
  if (!source && checkpoint !== undefined && options.key === undefined && !seen)
    throw new CommandFailure('核对签名要有单位的公钥：请给 --key，或者用 --url、--dir 指明公布台账的地方。')
  const report = await checkProof(text, {
    witnesses,
    ...(source && { read: source.read }),
    ...(options.key !== undefined && { key: options.key }),
    ...(seen && { seen }),
  })
  if (options.json) sayJson(report)
  else sayProof(report)
  return report.agreed
}

const stateFile = ({ state }: VerifyOptions): string | null =>
  state === false ? null : typeof state === 'string' ? resolve(state) : verifierStateOf()

/** The log that a checkpoint says it is of; empty when it cannot be read. */
function originOf(checkpoint: Uint8Array | null): string {
  const note = checkpoint && parseNote(textIn(checkpoint) ?? '')
  return (note && parseCheckpoint(note.text)?.origin) || ''
}

function witnessKey(text: string): VerifierKey {
  const key = parseVerifierKey(text)
  if (key?.type === 4) return key
  throw new CommandFailure(`--witness 应是见证人的公钥：名称+编号+密钥。读不懂的是：${text}`)
}

/** More entries than are read in a moment. */
const LONG = 20_000

/** Shows how far a long check is, on a terminal only. */
function progressBar(): (done: number, total: number) => void {
  if (!process.stderr.isTTY) return () => undefined
  let shown = -1
  return (done, total) => {
    const percent = Math.floor((done / total) * 100)
    if (total < LONG || percent === shown) return
    shown = percent
    process.stderr.write(`\r核对 ${done} / ${total} 条（${percent}%）${done === total ? '\n' : ''}`)
  }
}
