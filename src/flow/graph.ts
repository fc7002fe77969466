import { exitsOf, type Flow, type Step } from './definition/flow.ts'
import { localize } from './definition/texts.ts'

/** A flow as a Mermaid flowchart: questions as rounded boxes, branches as diamonds, calls as pipes. */
export function graph(flow: Flow): string {
  const ids = new Map(Object.keys(flow.steps).map((id, i) => [id, `s${i}`]))
  const lines = Object.values(flow.steps).flatMap(step => [
    `  ${ids.get(step.id)}${shape(step)}`,
    ...exitsOf(step)
      .filter(exit => !(step.type === 'confirm' && exit.via !== '确认'))
      .map(
        ({ to, via }) =>
          `  ${ids.get(step.id)} -->${via ? `|${quoted(via)}|` : ''} ${ids.get(to) ?? 'missing'}`,
      ),
  ])
  return [`flowchart TD`, ...lines, ''].join('\n')
}

function shape(step: Step): string {
  const title = `${step.id}<br/>${summary(step)}`
  switch (step.type) {
    case 'ask':
    case 'confirm':
      return `(${quoted(title)})`
    case 'branch':
      return `{${quoted(title)}}`
    case 'call':
    case 'guide':
      return `[[${quoted(title)}]]`
    case 'end':
      return `((${quoted(step.end)}))`
    default:
      return `[${quoted(title)}]`
  }
}

function summary(step: Step): string {
  const short = (text: string) => [...text.replaceAll('\n', ' ')].slice(0, 24).join('')
  switch (step.type) {
    case 'say':
      return short(localize(step.say, 'zh'))
    case 'ask':
      return short(localize(step.prompt, 'zh'))
    case 'confirm':
      return short(localize(step.prompt, 'zh'))
    case 'call':
      return step.call
    case 'flow':
      return step.flow
    case 'guide':
      return short(step.guide)
    default:
      return step.type
  }
}

/** Escapes quotes and angle brackets in a label as Mermaid requires; our own line break stays. */
const quoted = (text: string): string =>
  `"${text.replaceAll('"', '#quot;').replaceAll('<br/>', '\u0000').replaceAll('<', '#lt;').replaceAll('>', '#gt;').replaceAll('\u0000', '<br/>')}"`
