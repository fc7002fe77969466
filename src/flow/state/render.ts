import type { Outbound } from '../../domain/base/message.ts'
import type { Localized } from '../definition/schema.ts'
import { bytes, localize, MAX_MESSAGE_BYTES, VARIABLE } from '../definition/texts.ts'
import { LIMITS } from '../limits.ts'
import { shorten } from '../words/normalize.ts'
import { countSent } from '../words/sent.ts'
import type { Frame, TurnContext } from './state.ts'

/** Maximum length of a resident's text in a prompt. */
const SHOWN = 120

/** The value of a variable, also of `office.…` and `contact.…`. */
export function variableValue(ctx: TurnContext, frame: Frame | undefined, name: string): unknown {
  const { office, contact } = ctx.world
  switch (name) {
    case 'office.name':
      return office.name
    case 'office.botName':
      return office.botName
    case 'office.phone':
      return office.phone
    case 'office.hours':
      return office.hours
    case 'contact.phone':
      return contact.phoneKnown
    case 'contact.openCases':
      return contact.openCases
    default:
      return frame && Object.hasOwn(frame.vars, name) ? frame.vars[name] : undefined
  }
}

/** A variable as text for people, at most `max` characters; empty when it has no value. */
export function shownOf(ctx: TurnContext, frame: Frame | undefined, name: string, max = SHOWN): string {
  const value = variableValue(ctx, frame, name)
  if (value === undefined || value === null || value === '') return ''
  const shown = frame && Object.hasOwn(frame.shown, name) ? frame.shown[name] : undefined
  if (shown !== undefined) return shorten(shown, max)
  if (Array.isArray(value)) return shownFiles(ctx, value)
  if (typeof value === 'object') return ''
  return shorten(String(value), max)
}

/** Files as text for people: `2 张照片、1 段语音`. */
export const shownFiles = (ctx: TurnContext, ids: readonly unknown[]): string =>
  countSent(
    ctx.world.contact.locale,
    ids.map(id => ctx.state.files[String(id)]),
  )

/**
 * Fills in the variables of a text. A line whose variables are all empty is left out. Values are inserted once: a
 * resident's text is never interpreted as a template.
 */
export function render(ctx: TurnContext, frame: Frame | undefined, text: Localized): string {
  // Variables from calls (a guide, a reply) are the office's own texts and are not shortened.
  const whole = (name: string) => (frame?.brought.includes(name) ? 4000 : SHOWN)
  return localize(text, ctx.world.contact.locale)
    .split('\n')
    .flatMap(line => {
      let used = 0
      let filled = 0
      const done = line.replace(VARIABLE, (_, name: string) => {
        used++
        const shown = shownOf(ctx, frame, name, whole(name))
        if (shown !== '') filled++
        return shown
      })
      return used > 0 && filled === 0 ? [] : [done]
    })
    .join('\n')
    .trim()
}

/** Fills in the variables of an address. They are encoded, so a resident's text cannot change where it leads. */
export const renderUrl = (ctx: TurnContext, frame: Frame | undefined, template: string): string =>
  template.replace(VARIABLE, (_, name: string) => {
    const value = variableValue(ctx, frame, name)
    const plain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    // encodeURIComponent throws for a lone surrogate.
    return plain
      ? encodeURIComponent(
          [...String(value)]
            .slice(0, SHOWN)
            .join('')
            .replace(/\p{Cs}/gu, ''),
        )
      : ''
  })

/** The value of a call's argument: that of a variable if it is exactly one `{{variable}}`, otherwise a text. Undefined when empty. */
export function argument(ctx: TurnContext, frame: Frame, template: string | number | boolean): unknown {
  if (typeof template !== 'string') return template
  const only = /^\{\{\s*([\p{L}_][\p{L}\p{N}_.]*)\s*\}\}$/u.exec(template)
  if (only) {
    const value = variableValue(ctx, frame, only[1]!)
    return value === null || value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value
  }
  const text = template
    .split('\n')
    .flatMap(line => {
      const names = [...line.matchAll(VARIABLE)].map(match => match[1]!)
      if (names.length > 0 && names.every(name => shownOf(ctx, frame, name, LIMITS.text) === '')) return []
      return [line.replace(VARIABLE, (_, name: string) => shownOf(ctx, frame, name, LIMITS.text))]
    })
    .join('\n')
    .trim()
  return text === '' ? undefined : text
}

/** Adds a message to the turn. */
export function say(ctx: TurnContext, message: Outbound): void {
  if (message.text !== '') ctx.out.push(message)
}

/**
 * Joins the messages of a turn into as few as fit the strictest channel: an account without push rights can send exactly
 * one answer for each message of a resident.
 */
export function joined(messages: readonly Outbound[]): Outbound[] {
  const out: Outbound[] = []
  for (const message of messages) {
    const last = out.at(-1)
    // A card needs a message of its own; so does its fallback of text and link.
    const clash = last && (last.choices || last.card || message.card || (last.link && message.link))
    if (!last || clash || bytes(last.text) + bytes(message.text) + 2 > MAX_MESSAGE_BYTES) out.push(message)
    else out[out.length - 1] = { ...last, ...message, text: `${last.text}\n\n${message.text}` }
  }
  return out
}
