import type { Response } from 'express'
import { Refusal } from '../../domain/base/errors.ts'

type Charts = Record<string, () => string | Promise<string>>

/**
 * Draws the chart of this name and sends it as SVG.
 * @throws Refusal `not_found` when there is none of this name
 */
export async function sendChartOf(res: Response, charts: Charts, name: string): Promise<void> {
  // The name comes from the URL: `constructor` is not a chart, although every object has it.
  const draw = Object.hasOwn(charts, name) ? charts[name] : undefined
  if (!draw) throw new Refusal('not_found', '没有这张图。')
  const svg = await draw()
  // The SVG contains a style element with colours for dark mode, which the pages' policy forbids.
  res.set('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'")
  res.type('image/svg+xml').send(svg)
}
