import type { SendContext } from '../../domain/base/message.ts'
import { clipBytes } from '../../domain/base/text/message-text.ts'

/**
 * A template as the settings name it: `TEMPLATE_ID`, or `TEMPLATE_ID|thing1={text}|character_string2={number}` when
 * the template chosen on the platform has other fields than the default ones. Placeholders: `{text}` the start of the
 * answer, `{number}` the case number, `{date}` today.
 */
export interface Template {
  id: string
  fields: [name: string, value: string][]
}

const DEFAULT_FIELDS: [string, string][] = [
  ['keyword1', '{number}'],
  ['keyword2', '{text}'],
]

export function parseTemplate(setting: string): Template {
  const [id = '', ...rest] = setting.split('|').map(part => part.trim())
  const fields = rest.flatMap((part): [string, string][] => {
    const [, name, value] = /^(\w+)=(.+)$/s.exec(part) ?? []
    return name && value ? [[name, value]] : []
  })
  return { id, fields: fields.length > 0 ? fields : DEFAULT_FIELDS }
}

/** What the field types hold (订阅消息参数值内容限制), in characters; a longer value is refused with 47003. */
const FIELD_LIMITS: Record<string, number> = {
  thing: 20,
  character_string: 32,
  phrase: 5,
  name: 10,
  short_thing: 5,
  const: 20,
}

export function fillTemplate(
  { id, fields }: Template,
  text: string,
  context: SendContext,
  today: string,
): { template_id: string; data: Record<string, { value: string }> } {
  const places: Record<string, string> = { text, number: context.caseNumber ?? '', date: today }
  const data: Record<string, { value: string }> = {}
  for (const [name, pattern] of fields) {
    const value = pattern.replaceAll(/\{(\w+)\}/g, (whole, place: string) => places[place] ?? whole)
    const kind = name.replace(/\d+$/, '')
    const limit = FIELD_LIMITS[kind]
    data[name] = { value: limit === undefined ? clipBytes(value, 600) : clip(value, limit) }
  }
  return { template_id: id, data }
}

/** Field values are one line each. */
function clip(value: string, characters: number): string {
  const all = [...value.replaceAll(/\s+/g, ' ')]
  return all.length <= characters ? all.join('') : `${all.slice(0, characters - 1).join('')}…`
}
