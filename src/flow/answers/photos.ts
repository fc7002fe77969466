import { shownFiles } from '../state/render.ts'
import { phrase } from '../words/phrases.ts'
import { nameSent } from '../words/sent.ts'
import { isDone } from '../words/words.ts'
import type { Asking } from './answer.ts'

/** Photos, voice or files as a list of attachment ids, until 完成 or the maximum. */
export const photos: Asking<'photos'> = {
  free: false,
  read(step, input, ctx, frame) {
    const say = phrase.bind(null, ctx.world.contact.locale)
    const before = idsOf(frame.vars[step.as])
    const fitting = (input.attachments ?? []).filter(a => step.kinds.includes(a.kind)).map(a => a.id)
    const all = [...new Set([...before, ...fitting])].slice(0, step.max)
    const shown = shownFiles(ctx, all)
    if (fitting.length > 0) {
      if (all.length >= step.max) return { is: 'value', value: all, shown }
      return {
        is: 'more',
        value: all,
        shown,
        say: say('gotPhotos', { what: shown, left: step.max - all.length }),
      }
    }
    if (isDone(input.text ?? '') || input.choice === 'done') {
      if (all.length < step.min)
        return { is: 'wrong', why: say('fewPhotos', { min: step.min, n: all.length }) }
      if (all.length === 0 && !step.optional && step.min > 0) return { is: 'wrong', why: say('sendPhoto') }
      return all.length === 0 ? { is: 'value', value: undefined } : { is: 'value', value: all, shown }
    }
    const other = (input.attachments ?? []).map(a => a.kind)
    if (other.length === 0) return { is: 'wrong', why: say('sendPhoto') }
    const what = nameSent(ctx.world.contact.locale, other)
    return { is: 'wrong', why: say('notHere', { what }) }
  },
}

export const idsOf = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((id): id is number => Number.isInteger(id)) : []
