import express, { type Router } from 'express'
import type { Context } from '../../usecases/base/context.ts'
import { ledgerFile } from '../../usecases/numbers/ledger/public-files.ts'

/** A year: what a name stands for never changes. */
const KEPT = 'public, max-age=31536000, immutable'
const FRESH = 'public, max-age=5'
/** What is not there yet may be there after the next closing. */
const MISSING = 'public, max-age=60'

/** `/public/ledger/…`: the log as C2SP's tlog-tiles, and what belongs to it (docs/ledger.md). */
export function ledgerFilesRouter(ctx: Context): Router {
  return express.Router().get('/public/ledger/*path', async (req, res) => {
    const path = (req.params as unknown as { path: string[] }).path.join('/')
    const file = await ledgerFile(ctx, path)
    // Read by other sites' verifiers, too.
    res.set('Access-Control-Allow-Origin', '*')
    if (!file) {
      res.set('Cache-Control', MISSING)
      return void res.status(404).type('text/plain; charset=utf-8').send('没有这个文件。\n')
    }
    res.set({ 'Content-Type': file.type, 'Cache-Control': file.immutable ? KEPT : FRESH })
    res.send(Buffer.from(file.body))
  })
}
