import type { Request, RequestHandler, Response } from 'express'
import multer from 'multer'
import { Refusal } from '../../../domain/base/errors.ts'
import { networkOf } from '../../../domain/base/network.ts'
import { type Incoming, incomingIn } from '../../../store/base/incoming.ts'
import type { Context } from '../../../usecases/base/context.ts'
import { amongProcesses, type MakeCounter } from '../../../usecases/base/limits.ts'
import { enoughDisk } from '../../../usecases/base/media/enough-disk.ts'
import { type ByteBudget, makeByteBudget } from './byte-budget.ts'
import { JSON_BYTES } from './json.ts'

/** Limits on uploads, which apply before the sender is known. */
interface UploadLimits {
  /** Requests being read or processed, in total and from one network. */
  atOnce: number
  atOnceOfNetwork: number
  /** Bytes in an hour. Where there are several processes, the files of all of them count, because they share the disk. */
  ofContact: number
  ofNetwork: number
  ofAll: number
  /** A request that sends fewer bytes than this in this many milliseconds is aborted. */
  stallMs: number
  stallBytes: number
}

const MB = 1024 * 1024
/** Why these numbers: docs/limits.md. */
export const UPLOAD_LIMITS: UploadLimits = {
  atOnce: 8,
  atOnceOfNetwork: 4,
  ofContact: 150 * MB,
  ofNetwork: 400 * MB,
  ofAll: 2048 * MB,
  stallMs: 15_000,
  stallBytes: 16 * 1024,
}

/** One kind of form with files. */
export interface UploadForm {
  field: string
  files: number
  fileBytes: number
  fields: number
  /** The most bytes of a field that is not a file. */
  fieldBytes: number
  /** The contact who sends the bytes, if known; each has their own budget. */
  contactOf?: (req: Request) => string | undefined
  /** Senders whose files are not read, only the fields. */
  withoutFiles?: (req: Request) => boolean
}

export interface Uploads {
  /** Reads one kind of form with files. */
  form(form: UploadForm): RequestHandler
  /** Charges other bodies to the same budgets, because texts fill a disk, too. */
  charge(contactOf: UploadForm['contactOf']): RequestHandler
}

/** The bytes that a socket may have read before the handler starts. */
const AHEAD_BYTES = 64 * 1024
/** Allowance for the headers and separators of the parts. */
const BETWEEN_BYTES = 64 * 1024

/**
 * Reads forms with files to disk, in pieces, within limits that are checked before the first byte. Whatever the
 * outcome, the request's files are removed from `incoming` when it is answered. One instance for the whole site,
 * because the limits are the machine's.
 */
export function makeUploads(ctx: Context, limits: UploadLimits = UPLOAD_LIMITS): Uploads {
  const { dataDir } = ctx.config
  const running = new Map<string, number>()
  let all = 0
  const own: Budgets = {
    contact: makeByteBudget(limits.ofContact),
    network: makeByteBudget(limits.ofNetwork),
    all: makeByteBudget(limits.ofAll),
  }
  // Only forms with files: texts are small, and are limited by the minute.
  const ofFiles = ctx.db.counts ? [own, sharedBudgets(amongProcesses(ctx), limits)] : [own]

  /** @throws Refusal `too_many`, `unavailable` */
  function enter(req: Request, res: Response): void {
    const network = networkOf(req.ip)
    const own = running.get(network) ?? 0
    if (own >= limits.atOnceOfNetwork)
      throw new Refusal('too_many', '您这里正在发的照片太多，请过几秒再发。', { retryAfterSeconds: 3 })
    if (all >= limits.atOnce)
      throw new Refusal('unavailable', '现在发照片的人很多，请过几秒再发。', { retryAfterSeconds: 3 })
    all++
    running.set(network, own + 1)
    res.once('close', () => {
      all--
      const left = running.get(network)! - 1
      if (left > 0) running.set(network, left)
      else running.delete(network)
    })
  }

  /** Charges the announced length, and gives back what was not sent. @throws Refusal `too_many` */
  async function pay(
    req: Request,
    res: Response,
    contact: string | undefined,
    bytes: number,
    from: readonly Budgets[],
  ): Promise<void> {
    const purses = from.flatMap(({ contact: ofContact, network, all }) => [
      ...(contact ? [[ofContact, contact] as const] : []),
      [network, networkOf(req.ip)] as const,
      [all, ''] as const,
    ])
    const begin = req.socket.bytesRead
    for (const [i, [budget, key]] of purses.entries()) {
      const wait = await budget.take(key, bytes)
      if (wait === 0) continue
      for (const [paid, of] of purses.slice(0, i)) await paid.giveBack(of, bytes)
      const minutes = Math.ceil(wait / 60)
      throw new Refusal(
        'too_many',
        `这一个小时发来的东西太多了，请过 ${minutes} 分钟再发，或者打电话给我们。`,
        {
          retryAfterSeconds: wait,
        },
      )
    }
    const settle = async () => {
      // The socket reads ahead, so its count starts a little late.
      const whole = req.complete && req.get('content-length') !== undefined
      const sent = whole ? bytes : req.socket.bytesRead - begin + AHEAD_BYTES
      for (const [budget, key] of purses) await budget.giveBack(key, Math.max(0, bytes - sent))
    }
    const settled = () => void settle().catch((error: unknown) => ctx.log.error({ err: error }, 'a budget'))
    // The client hung up during the questions to the database; no close event would follow.
    if (res.closed || req.socket.destroyed) settled()
    else res.once('close', settled)
  }

  const form = (form: UploadForm): RequestHandler => {
    const most = form.files * form.fileBytes + form.fields * form.fieldBytes + BETWEEN_BYTES
    const read = multer({
      storage: onDisk(dataDir),
      // A name is UTF-8, as every browser writes it.
      defParamCharset: 'utf8',
      limits: {
        fileSize: form.fileBytes,
        files: form.files,
        fields: form.fields,
        fieldSize: form.fieldBytes,
        parts: form.fields + form.files,
        headerPairs: 20,
        fieldNameSize: 100,
        fieldNestingDepth: 0,
      },
      ...(form.withoutFiles && {
        fileFilter: (req, _file, take) => take(null, !form.withoutFiles!(req as Request)),
      }),
    } as multer.Options).array(form.field)

    return async (req, res, next) => {
      const said = Number(req.get('content-length') ?? most)
      if (!(said <= most)) throw new Refusal('too_large', '一次发得太多了，请分几次发。')
      await enoughDisk(ctx, said)
      // The client hung up during the disk check; no close event would follow.
      if (req.socket.destroyed) return
      enter(req, res)
      await pay(req, res, form.contactOf?.(req), said, ofFiles)
      if (req.socket.destroyed) return
      giveUpStalled(req, res, limits)
      // Each file waits for the answer, to be removed.
      res.setMaxListeners(res.getMaxListeners() + form.files)
      read(req, res, (error: unknown) => next(error && whatBroke(error)))
    }
  }

  const charge =
    (contactOf: UploadForm['contactOf']): RequestHandler =>
    async (req, res, next) => {
      const said = Number(req.get('content-length') ?? JSON_BYTES)
      if (!(said <= JSON_BYTES)) throw new Refusal('too_large', '内容太大。')
      await pay(req, res, contactOf?.(req), said, [own])
      next()
    }
  return { form, charge }
}

/** What each may send in an hour. */
type Budgets = Record<'contact' | 'network' | 'all', ByteBudget>

/** Counted in kilobytes, because two gigabytes are more than a whole number of the database holds. */
function sharedBudgets(make: MakeCounter, limits: UploadLimits): Budgets {
  const kB = (bytes: number) => Math.ceil(bytes / 1024)
  const budget = (name: string, most: number): ByteBudget => {
    const counter = make(`bytes of ${name}`, { points: kB(most), seconds: 3600 })
    return {
      take: (key, bytes) => counter.take(key, kB(bytes)),
      giveBack: (key, bytes) => (kB(bytes) > 0 ? counter.giveBack(key, kB(bytes)) : Promise.resolve()),
    }
  }
  return {
    contact: budget('contact', limits.ofContact),
    network: budget('network', limits.ofNetwork),
    all: budget('all', limits.ofAll),
  }
}

/**
 * Classifies an error of the form reader: the form's fault, unless the disk failed. Each page words its own limits.
 */
function whatBroke(error: unknown): unknown {
  if (error instanceof multer.MulterError || error instanceof Refusal) return error
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new Refusal('no_space', '现在收不了照片和文件，文字照常能发。')
  return code?.startsWith('E') && code !== 'ERR_STREAM_PREMATURE_CLOSE' && !code.startsWith('ERR_')
    ? error
    : new Refusal('malformed', '表单没有传完整，请再发一次。')
}

/** Aborts a request that sends hardly any data, and releases everything it holds. */
function giveUpStalled(req: Request, res: Response, { stallMs, stallBytes }: UploadLimits): void {
  let seen = req.socket.bytesRead
  const timer = setInterval(() => {
    if (req.complete) return clearInterval(timer)
    const { bytesRead } = req.socket
    if (bytesRead - seen < stallBytes) {
      clearInterval(timer)
      req.socket.destroy()
    }
    seen = bytesRead
  }, stallMs)
  timer.unref()
  res.once('close', () => clearInterval(timer))
}

type KeptFile = Express.Multer.File & { incoming?: Incoming }

/** Writes each file to its own path, which is removed when the request is answered or aborted. */
const onDisk = (dataDir: string): multer.StorageEngine => ({
  _handleFile(req, file, done) {
    incomingIn(dataDir)
      .then(async incoming => {
        req.res!.once('close', () => void incoming.remove())
        await incoming.write(file.stream).catch(async (error: unknown) => {
          await incoming.remove()
          throw error
        })
        // Aborted during writing: the file is removed.
        if (req.res!.closed) await incoming.remove()
        done(null, { size: incoming.size, incoming } as Partial<KeptFile>)
      })
      .catch(done)
  },
  _removeFile(_req, file, done) {
    const { incoming } = file as KeptFile
    if (!incoming) return done(null)
    incoming.remove().then(() => done(null), done)
  },
})

/** The files of a form, in order; a field that was left empty sends one file of no bytes. */
export const filesIn = (req: Request): { incoming: Incoming; name: string }[] =>
  ((req.files ?? []) as KeptFile[]).flatMap(({ incoming, originalname }) =>
    incoming && incoming.size > 0 ? [{ incoming, name: originalname }] : [],
  )
