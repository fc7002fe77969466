import express, { type ErrorRequestHandler, type Router } from 'express'
import { Refusal } from '../../domain/base/errors.ts'
import { networkOf } from '../../domain/base/network.ts'
import type { Context } from '../../usecases/base/context.ts'
import { makeLimit, tooMany } from '../../usecases/base/limits.ts'
import { cosignCheckpoint, cosignedCheckpoint } from '../../usecases/numbers/witness/cosign-checkpoint.ts'
import { refusalOf } from '../shell/problem.ts'
import { requestIdOf } from '../shell/request-id.ts'

/** The largest request: a proof of 63 hashes, and a note with sixteen signatures of the longest kind. */
const MOST_BYTES = 256 * 1024

/** An office sends one checkpoint a day. */
const REQUESTS = { points: 60, seconds: 60 }

/** What C2SP's tlog-witness asks for. */
const STATUS = {
  cosigned: 200,
  malformed: 400,
  untrusted: 403,
  unknown: 404,
  conflict: 409,
  inconsistent: 422,
} as const

const TEXT = 'text/plain; charset=utf-8'
const SIZE = 'text/x.tlog.size'

/** For whoever looks with a browser or curl. */
const WORDS = {
  malformed: '请求格式不对。',
  untrusted: '没有这里信任的签名，或签名不对。',
  unknown: '这里不给这个台账作见证。',
  inconsistent: '和以前见过的对不上，或证明不对。',
} as const

/** `/public/witness/…`: this office as a witness for the ledgers of others (C2SP tlog-witness). */
export function witnessRouter(ctx: Context): Router {
  const router = express.Router()
  const requests = makeLimit(REQUESTS)
  const readBody = express.raw({ type: () => true, limit: MOST_BYTES, inflate: false })
  router.post('/public/witness/add-checkpoint', async (req, res, next) => {
    const wait = await requests.take(networkOf(req.ip))
    if (wait > 0) throw tooMany(wait, words => `请求太多，请过 ${words}再试。`)
    readBody(req, res, next)
  })
  router.post('/public/witness/add-checkpoint', async (req, res) => {
    const body: unknown = req.body
    const result = await cosignCheckpoint(ctx, Buffer.isBuffer(body) ? body : Buffer.alloc(0))
    res.status(STATUS[result.outcome])
    if (result.outcome === 'cosigned') res.type(TEXT).send(result.lines)
    else if (result.outcome === 'conflict') {
      // By Node: express adds a character set, and some logs compare the whole type.
      res.setHeader('Content-Type', SIZE)
      res.end(`${result.size}\n`)
    } else res.type(TEXT).send(`${WORDS[result.outcome]}\n`)
  })
  router.get('/public/witness/:hash/checkpoint', async (req, res) => {
    const note = await cosignedCheckpoint(ctx, req.params.hash)
    res.set({ 'Access-Control-Allow-Origin': '*', 'Cache-Control': 'public, max-age=60' })
    if (note === null) return void res.status(404).type(TEXT).send('没有这个台账的检查点。\n')
    res.type(TEXT).send(note)
  })
  router.use('/public/witness', plainly(ctx))
  return router
}

/** Errors as plain text: who asks is a program that reads the status. */
const plainly =
  (ctx: Context): ErrorRequestHandler =>
  (error, req, res, next) => {
    if (res.headersSent) return next(error)
    const known = refusalOf(error)
    if (!known) ctx.log.error({ err: error, request: requestIdOf(req) }, 'request failed')
    const refusal = known ?? new Refusal('internal', '系统出错了，已经记录。')
    if (refusal.extra.retryAfterSeconds) res.set('Retry-After', String(refusal.extra.retryAfterSeconds))
    res.status(refusal.status).type(TEXT).send(`${refusal.detail}\n`)
  }
