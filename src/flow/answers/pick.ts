import type { Choice } from '../../domain/base/message.ts'
import { onceFor } from '../../domain/base/once-for.ts'
import type { TurnContext } from '../state/state.ts'
import type { Input } from '../turn.ts'
import { numberIn, plain, plainName } from '../words/normalize.ts'
import { phrase } from '../words/phrases.ts'
import type { Answer } from './answer.ts'

export interface Option extends Choice {
  aliases: readonly string[]
  go?: string | undefined
}

/** The option that a message names exactly: pressed, or by its label, another name or its value. */
export function exactly(options: readonly Option[], input: Input): Option | undefined {
  const pressed = input.choice === undefined ? undefined : options.find(o => o.value === input.choice)
  if (pressed) return pressed
  const said = plain(input.text ?? '')
  if (said === '') return undefined
  return options.find(option => {
    const { names, value } = plainly(option)
    return value === said || names.includes(said)
  })
}

/**
 * An option's value, label and other names, normalised by `plain`. The options of the office's content are the same objects
 * for every message, so theirs are normalised once.
 */
const plainly = onceFor(({ label, value, aliases }: Option) => ({
  names: [label, ...aliases].map(plainName),
  value: plainName(value),
}))

/** The option that a message means: named exactly, by its number, or as the only one with a similar name. */
export function pick(options: readonly Option[], input: Input, ctx: TurnContext, nearly = true): Answer {
  const say = phrase.bind(null, ctx.world.contact.locale)
  const exact = exactly(options, input)
  if (exact) return chosen(exact)
  const text = input.text ?? ''
  const number = numberIn(text)
  if (number !== undefined) {
    const option = options[number - 1]
    return option ? chosen(option) : { is: 'wrong', why: say('pickOne', { n: options.length }) }
  }
  const near = nearly ? nearTo(options, text) : []
  if (near.length === 1) return chosen(near[0]!)
  if (near.length > 1 && near.length <= 4) {
    const names = near.map(option => `${options.indexOf(option) + 1}. ${option.label}`).join('；')
    return { is: 'wrong', why: say('whichOf', { names }) }
  }
  return { is: 'wrong', why: say('pickOne', { n: options.length }) }
}

const chosen = (option: Option): Answer => ({
  is: 'value',
  value: option.value,
  shown: option.label,
  go: option.go,
})

/** The options whose name is in the text or contains the text (of two characters or more). */
function nearTo(options: readonly Option[], text: string): Option[] {
  const said = plain(text)
  if (said.length < 2 || said.length > 60) return []
  const names = (option: Option) => plainly(option).names.filter(name => name.length >= 2)
  const inside = options.filter(option =>
    names(option).some(name => said.includes(name) && !denied(said, name)),
  )
  if (inside.length > 0) {
    // The longest name wins: 东山村, not 山村.
    const longest = (o: Option) =>
      Math.max(
        ...names(o)
          .filter(name => said.includes(name))
          .map(name => name.length),
      )
    const best = Math.max(...inside.map(longest))
    return inside.filter(option => longest(option) === best)
  }
  if (said.length > 12) return []
  return options.filter(option => names(option).some(name => name.includes(said)))
}

/** Whether the text negates the name: “不太满意” contains 满意 and means the opposite. */
const denied = (said: string, name: string): boolean =>
  /[不没未别非]/u.test(said) && !/[不没未别非]/u.test(name)
