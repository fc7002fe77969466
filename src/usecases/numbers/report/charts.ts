import { rateOf, tenthsOf } from '../../../domain/base/rate.ts'
import type { WeekFigures } from '../../../domain/numbers/digest-schema.ts'
import type { Series } from './series.ts'

/**
 * Charts as SVG, drawn on the server. Their texts are digits and period names only, so that a server without Chinese
 * fonts draws them correctly for mail; heading and legend are text beside them. ECharts is loaded only when a chart
 * is drawn.
 */

type Option = Record<string, unknown>

const INK = {
  line: '#1f5fa8',
  band: '#9dc1e8',
  bar: '#1f5fa8',
  second: '#b5651d',
  late: '#a3202b',
  grid: '#d9dee5',
  text: '#333333',
}

/** The colours of a page in the dark. A chart on a page follows it; one in a letter is drawn for white paper. */
const DARK = `<style>@media (prefers-color-scheme:dark){${(
  [
    [INK.line, '#7db4f0'],
    [INK.band, '#3d6594'],
    [INK.second, '#e39a5b'],
    [INK.late, '#ff9c9c'],
    [INK.grid, '#323e38'],
    [INK.text, '#e8eeea'],
  ] as const
)
  .map(([of, to]) => `[fill="${of}"]{fill:${to}}[stroke="${of}"]{stroke:${to}}`)
  .join('')}text{stroke:none}}</style>`

async function draw(option: Option, width: number, height: number): Promise<string> {
  const echarts = await import('echarts')
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  chart.setOption({
    animation: false,
    textStyle: { fontFamily: 'sans-serif', color: INK.text },
    grid: { left: 48, right: 16, top: 28, bottom: 32 },
    ...option,
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return svg.replace('>', `>${DARK}`)
}

const axis = (names: readonly string[]) => ({
  type: 'category',
  data: names,
  axisLabel: { fontSize: 12, hideOverlap: true, color: INK.text },
  axisLine: { lineStyle: { color: INK.text } },
  axisTick: { show: false },
})
const shareAxis = {
  type: 'value',
  min: 0,
  max: 100,
  axisLabel: { formatter: '{value}%', fontSize: 12, color: INK.text },
  splitLine: { lineStyle: { color: INK.grid } },
}
const countAxis = {
  type: 'value',
  minInterval: 1,
  axisLabel: { fontSize: 12, color: INK.text },
  splitLine: { lineStyle: { color: INK.grid } },
}
const short = (name: string) => name.replace(/^\d{4}-/, '')
const percent = (x: number | null | undefined) => (x === null || x === undefined ? null : tenthsOf(x))

/** On-time rate of eight periods with its 95 % interval; a period with nothing due is a gap. */
export const trendChart = (trailing: readonly WeekFigures[], width = 560, height = 240) =>
  draw(
    {
      xAxis: axis(trailing.map(w => short(w.week))),
      yAxis: shareAxis,
      series: [
        {
          type: 'line',
          stack: 'interval',
          symbol: 'none',
          lineStyle: { opacity: 0 },
          data: trailing.map(w => percent(w.interval?.low)),
        },
        {
          type: 'line',
          stack: 'interval',
          symbol: 'none',
          lineStyle: { opacity: 0 },
          areaStyle: { color: INK.band, opacity: 0.5 },
          data: trailing.map(w => (w.interval ? percent(w.interval.high - w.interval.low) : null)),
        },
        {
          type: 'line',
          symbolSize: 8,
          itemStyle: { color: INK.line },
          lineStyle: { color: INK.line, width: 2 },
          label: { show: true, formatter: '{c}%', fontSize: 12 },
          data: trailing.map(w => percent(w.onTimeRate)),
        },
      ],
    },
    width,
    height,
  )

/** Received (blue), concluded (brown) and, as a line, overdue at the end (red), by day or week. */
export const courseChart = (
  course: readonly Pick<Series['course'][number], 'name' | 'received' | 'concluded' | 'overdue'>[],
  width = 560,
  height = 240,
) =>
  draw(
    {
      xAxis: axis(course.map(p => short(p.name))),
      yAxis: countAxis,
      series: [
        { type: 'bar', itemStyle: { color: INK.bar }, data: course.map(p => p.received) },
        { type: 'bar', itemStyle: { color: INK.second }, data: course.map(p => p.concluded) },
        {
          type: 'line',
          symbol: 'none',
          itemStyle: { color: INK.late },
          lineStyle: { color: INK.late, width: 2 },
          data: course.map(p => p.overdue),
        },
      ],
    },
    width,
    height,
  )

/** How many cases in each bucket. Names may contain 天, because browsers have Chinese fonts. */
export const bucketChart = (buckets: readonly { name: string; count: number }[], width = 560, height = 220) =>
  draw(
    {
      xAxis: axis(buckets.map(b => short(b.name))),
      yAxis: countAxis,
      series: [
        {
          type: 'bar',
          itemStyle: { color: INK.bar },
          label: { show: true, position: 'top', fontSize: 12 },
          data: buckets.map(b => b.count),
        },
      ],
    },
    width,
    height,
  )

/** The on-time rate over time as a line, for the dashboard. */
export const rateChart = (
  course: readonly { name: string; cohort: number; onTime: number }[],
  width = 760,
  height = 260,
) =>
  draw(
    {
      xAxis: axis(course.map(p => short(p.name))),
      yAxis: shareAxis,
      series: [
        {
          type: 'line',
          symbolSize: 5,
          itemStyle: { color: INK.line },
          data: course.map(p => percent(rateOf(p.onTime, p.cohort))),
        },
      ],
    },
    width,
    height,
  )

/** For mail programs, which show no SVG: twice the size, for sharp screens. */
export async function toPng(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp')
  return sharp(Buffer.from(svg), { density: 144 }).flatten({ background: '#ffffff' }).png().toBuffer()
}
