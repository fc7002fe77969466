import type { Response } from 'express'

/** Sends a chart. Its own colours for dark pages are a style inside it, which the pages' policy would refuse. */
export function sendChart(res: Response, svg: string): void {
  res.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  res.type('image/svg+xml').send(svg)
}
