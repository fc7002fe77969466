/**
 * A strict reader of the text format of Prometheus, by its specification
 * (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format) and by nothing of prom-client.
 */

export interface Family {
  name: string
  type: 'counter' | 'gauge' | 'histogram' | 'summary' | 'untyped'
  help: string
  samples: { name: string; labels: Record<string, string>; value: number }[]
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const HEAD = /^# (HELP|TYPE) ([^ ]+) (.*)$/
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{(.*)\})? (\S+)( -?\d+)?$/
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/
const NUMBER = /^([+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?|NaN|[+-]?Inf)$/i

/** @throws Error with the line that the specification does not allow */
export function readExposition(text: string): Map<string, Family> {
  const families = new Map<string, Family>()
  const seen = new Set<string>()
  let current: Family | undefined
  const bad = (line: string, why: string): never => {
    throw new Error(`${why}: ${line}`)
  }
  if (!text.endsWith('\n')) bad(text.slice(-40), 'the last line must end')
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const head = HEAD.exec(line)
    if (head) {
      const [, what, name, rest] = head as unknown as [string, string, string, string]
      if (!NAME.test(name)) bad(line, 'no name of a metric')
      if (current?.name !== name) {
        if (families.has(name)) bad(line, 'all lines of a metric must stand together')
        current = { name, type: 'untyped', help: '', samples: [] }
        families.set(name, current)
      }
      if (current.samples.length > 0) bad(line, 'HELP and TYPE come first')
      if (what === 'HELP') current.help = rest
      else if (/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) current.type = rest as Family['type']
      else bad(line, 'no type')
      continue
    }
    if (line.startsWith('#')) continue
    const sample = SAMPLE.exec(line) ?? bad(line, 'not a sample')
    const name = sample[1]!
    const value = sample[4]!
    if (!NUMBER.test(value)) bad(line, 'not a number')
    const labels: Record<string, string> = {}
    let rest = sample[3] ?? ''
    while (rest !== '') {
      const label = LABEL.exec(rest) ?? bad(line, 'not a label')
      if (label[1]! in labels) bad(line, 'a label twice')
      labels[label[1]!] = label[2]!
      rest = rest.slice(label[0].length)
    }
    const ofHistogram = current?.type === 'histogram' ? name.replace(/_(bucket|sum|count)$/, '') : name
    const ofSummary = current?.type === 'summary' ? name.replace(/_(sum|count)$/, '') : name
    if (!current || (ofHistogram !== current.name && ofSummary !== current.name))
      return bad(line, 'a sample without its TYPE')
    const series = `${name}${JSON.stringify(Object.entries(labels).sort())}`
    if (seen.has(series)) bad(line, 'a series twice')
    seen.add(series)
    current.samples.push({
      name,
      labels,
      value: /Inf/.test(value) ? Number.POSITIVE_INFINITY : Number(value),
    })
  }
  for (const family of families.values()) if (family.type === 'histogram') checkBuckets(family)
  return families
}

/** Buckets count up, and the last holds everything. */
function checkBuckets({ name, samples }: Family): void {
  const totals = new Map<string, number>()
  const key = ({ le: _, ...labels }: Record<string, string>) => JSON.stringify(labels)
  for (const { name: of, labels, value } of samples)
    if (of === `${name}_count`) totals.set(key(labels), value)
  const before = new Map<string, number>()
  for (const { name: of, labels, value } of samples) {
    if (of !== `${name}_bucket`) continue
    if (value < (before.get(key(labels)) ?? 0)) throw new Error(`${name}: buckets do not count up`)
    before.set(key(labels), value)
    if (labels['le'] === '+Inf' && value !== totals.get(key(labels)))
      throw new Error(`${name}: the last bucket does not hold everything`)
  }
}

/** The value of the one series with these labels, or undefined. */
export const seriesValue = (
  families: Map<string, Family>,
  name: string,
  labels: Record<string, string> = {},
): number | undefined =>
  [...families.values()]
    .flatMap(family => family.samples)
    .find(
      s =>
        s.name === name &&
        Object.keys(s.labels).length === Object.keys(labels).length &&
        Object.entries(labels).every(([label, value]) => s.labels[label] === value),
    )?.value
