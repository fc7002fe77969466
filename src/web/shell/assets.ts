import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import express, { type Router } from 'express'
import { ROOT } from '../../root.ts'

/**
 * Stylesheets and scripts, read once at start. Pages name them with a hash of their content
 * (`/assets/huiyin.1a2b3c4d.css`), so that browsers keep them for a year and still see every change.
 */

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The one stylesheet, in the order of its rules: tokens, then parts, then pages, then screens and paper. */
const SHEETS = [
  'tokens',
  'ground',
  'controls',
  'time-left',
  'top',
  'queue',
  'case',
  'editor',
  'sheets',
  'items',
  'digest',
  'door',
  'residents',
  'receipt',
  'help',
  'narrow',
  'print',
  'charts',
]

interface Asset {
  type: string
  etag: string
  plain: Buffer
  br: Buffer
  gzip: Buffer
  /** Its name contains its hash. */
  immutable: boolean
}

function read(): { byName: Map<string, Asset>; urls: Map<string, string> } {
  const byName = new Map<string, Asset>()
  const urls = new Map<string, string>()
  const dir = join(ROOT, 'src/web/shell/assets')
  const files = readdirSync(dir)
    .filter(name => TYPES[extname(name)])
    .map(name => [name, readFileSync(join(dir, name))] as const)
  const sheet = Buffer.concat(SHEETS.map(name => readFileSync(join(dir, 'huiyin', `${name}.css`))))
  // htmx is read from its package, pinned by package-lock.json, so there is no copy to update.
  const htmx = createRequire(import.meta.url).resolve('htmx.org/dist/htmx.min.js')
  for (const [name, plain] of [
    ...files,
    ['huiyin.css', sheet] as const,
    ['htmx.min.js', readFileSync(htmx)] as const,
    // Bundled by `npm run build`, which `npm ci` runs, too.
    ['verify-worker.js', readFileSync(join(ROOT, 'dist/browser/verify-worker.js'))] as const,
  ]) {
    const hash = createHash('sha256').update(plain).digest('hex').slice(0, 10)
    const ext = extname(name)
    const asset = {
      type: TYPES[ext]!,
      etag: `"${hash}"`,
      plain,
      br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
      gzip: gzipSync(plain, { level: 9 }),
    }
    const hashed = `${name.slice(0, -ext.length)}.${hash}${ext}`
    byName.set(name, { ...asset, immutable: false }).set(hashed, { ...asset, immutable: true })
    urls.set(name, `/assets/${hashed}`)
  }
  return { byName, urls }
}

const { byName, urls } = read()

/** The URL of an asset. @throws Error for an unknown name, which is a defect. */
export function assetUrl(name: string): string {
  const url = urls.get(name)
  if (!url) throw new Error(`no asset ${name}`)
  return url
}

/** Serves `/assets/…`: compressed, with a year for hashed names and a check each time for plain ones. */
export function assetsRouter(): Router {
  const router = express.Router()
  router.get('/:name', (req, res, next) => {
    const asset = byName.get(req.params.name)
    if (!asset) return next()
    res.set({
      'Content-Type': asset.type,
      'Cache-Control': asset.immutable ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: asset.etag,
      Vary: 'Accept-Encoding',
    })
    if (req.fresh) return void res.status(304).end()
    const encoding = req.acceptsEncodings('br', 'gzip')
    if (encoding === 'br' || encoding === 'gzip') {
      res.set('Content-Encoding', encoding)
      return void res.end(asset[encoding])
    }
    res.end(asset.plain)
  })
  return router
}
