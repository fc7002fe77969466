import { Refusal } from '../../../domain/base/errors.ts'
import { selfNames } from '../../../domain/base/text/self-names.ts'
import type { MoveInput } from '../../../domain/cases/moves.ts'
import { findPrivate } from '../../../domain/cases/publishable.ts'
import type { CaseRow } from '../../../store/cases/cases.ts'
import { nameOf, phoneOf } from '../../../store/talk/contacts.ts'
import type { Context } from '../../base/context.ts'
import { ownNumbers } from '../../office/shown-text.ts'

const FIELDS = { redactedQuestion: '公开的问题', redactedText: '公开的答复' } as const

/**
 * Refuses to publish a text with a telephone or ID number, an account or a resident's name. They must be removed;
 * there is no override. The office's own numbers may be published.
 * @throws Refusal `invalid_field`, naming what was found and where
 */
export function refusePrivate(ctx: Context, row: CaseRow, input: MoveInput<'publish'>): void {
  if (input.openness !== 'open') return
  const known = [
    nameOf(ctx.secrets, row),
    phoneOf(ctx.secrets, row),
    ...selfNames(row.text).map(({ from, to }) => row.text.slice(from, to)),
  ].filter(value => value !== undefined && [...value].length >= 2 && !/[〔（]/u.test(value))
  const own = ownNumbers(ctx.content())
  const errors = Object.entries(FIELDS).flatMap(([path, where]) => {
    const found = findPrivate(input[path as keyof typeof FIELDS] ?? '', own, known as string[])
    const list = found.map(({ what, words }) => `${what}“${words}”`).join('、')
    return found.length > 0 ? [{ path, message: `“${where}”里有${list}，去掉再公开` }] : []
  })
  if (errors.length > 0)
    throw new Refusal('invalid_field', `${errors.map(e => e.message).join('；')}。`, { errors })
}
