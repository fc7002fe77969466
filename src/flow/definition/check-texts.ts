import { at } from './check-places.ts'
import type { Flow, Step } from './flow.ts'
import type { ReportProblem } from './problem.ts'
import { bytes, localize, MAX_MESSAGE_BYTES, textsOf } from './texts.ts'

/** Checks that every text has a Chinese version and fits into one message. */
export function checkTexts(step: Step, flow: Flow, report: ReportProblem): void {
  const languages = languagesOf(flow)
  for (const { path, text } of textsOf(step)) {
    if (typeof text !== 'string') {
      if (text['zh'] === undefined)
        report(at(step, ...path), '缺少中文（zh）', { suggestion: '加上 zh: 这段话的中文' })
      const missing = languages.filter(language => text[language] === undefined && language !== 'zh')
      if (missing.length)
        report(at(step, ...path), `缺少 ${missing.join('、')}，会显示中文`, { severity: 'warning' })
    }
  }
  for (const locale of ['zh', ...languages]) {
    const said = textsOf(step).filter(({ path }) => path[0] !== 'label' && path[0] !== 'retry')
    // Each choice is listed on a line, as `12. label`.
    const size = said.reduce((sum, { text }) => sum + bytes(localize(text, locale)) + 5, 0)
    if (size > MAX_MESSAGE_BYTES) {
      const more = { suggestion: '拆成两步，或写短一些', at: 'key' as const }
      report(
        at(step),
        `步骤 ${step.id} 的话有 ${size} 字节，超过微信一条消息的 ${MAX_MESSAGE_BYTES} 字节`,
        more,
      )
      return
    }
  }
}

const languagesOf = (flow: Flow): string[] => [
  ...new Set(
    Object.values(flow.steps).flatMap(step =>
      textsOf(step).flatMap(({ text }) => (typeof text === 'string' ? [] : Object.keys(text))),
    ),
  ),
]
