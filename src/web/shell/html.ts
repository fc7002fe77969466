import type { Response } from 'express'
import type { VNode } from 'preact'
import { render } from 'preact-render-to-string'

/** Sends a page. Most pages are for one reader, so a page is not cached unless the route says otherwise. */
export function sendPage<P>(res: Response, page: VNode<P>, status = 200): void {
  if (!res.getHeader('Cache-Control')) res.set('Cache-Control', 'no-store')
  res
    .status(status)
    .type('html')
    .send(`<!doctype html>${render(page)}`)
}

/** `Cache-Control` of a page that is the same for everybody. */
export const SHARED = 'public, max-age=300'
