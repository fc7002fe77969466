import type { Secrets } from '../../domain/base/secrets.ts'
import { selfNames } from '../../domain/base/text/self-names.ts'
import { HIDDEN, withoutTheWriter } from '../../domain/cases/without-the-writer.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Db } from '../../store/base/database.ts'
import { contactById, nameOf, phoneOf } from '../../store/talk/contacts.ts'
import { hideInMessages, latestMessagesWith, namedCasesOf } from '../../store/talk/messages.ts'
import type { Context } from '../base/context.ts'
import { isPersonalAnswer, openTurn, sealTurn } from '../base/turn-record.ts'

/**
 * The texts of an anonymous case must not identify the writer. Identifying words are removed before storing; in older
 * rows they are hidden when shown.
 */

interface Said {
  direction: string
  text: string
  turnSealed: string | null
}

export type Hide = (text: string) => string
type Own = Pick<Office, 'botName' | 'phone'>

/** A resident's answers to questions about who they are, and the names they gave themselves. */
export function statedIdentities(secrets: Secrets, conversation: readonly Said[]): string[] {
  const inbound = conversation.filter(m => m.direction === 'in')
  const answered = inbound.filter(m => isPersonalAnswer(openTurn(secrets, m), m.text)).map(m => m.text.trim())
  const named = inbound.flatMap(m => selfNames(m.text).map(({ from, to }) => m.text.slice(from, to)))
  return [...new Set([...answered, ...named])].filter(
    text => [...text].length >= 2 && !/[〔（]/u.test(text) && text !== HIDDEN,
  )
}

/** Makes a function that removes these known words of the writer from a text. The office's own name and number stay. */
export function makeHide(known: readonly string[], { botName, phone }: Own): Hide {
  const own = [`我叫${botName}`, phone].filter(word => word !== '')
  return text => between(text, own, said => withoutTheWriter(said, known))
}

/** The same for showing the texts of an anonymous case: with what its writer said about themselves in the conversation. */
export const makeHideFor = (secrets: Secrets, conversation: readonly Said[], office: Own): Hide =>
  makeHide(statedIdentities(secrets, conversation), office)

/** Applies `change` to the parts of a text between these words, which stay as they are. */
const between = (text: string, [word, ...words]: readonly string[], change: Hide): string =>
  word === undefined
    ? change(text)
    : text
        .split(word)
        .map(piece => between(piece, words, change))
        .join(word)

/** Applies `hide` to every string inside a JSON value; storage references stay. */
export const hideIn = <T>(value: T, hide: Hide): T => deep(value, hide, '') as T

const KEPT = new Set([
  'action',
  'outcome',
  'now',
  'ask',
  'as',
  'id',
  'number',
  'trackingUrl',
  'url',
  'kind',
  'areaId',
  'categoryId',
  'replyDueOn',
  'choice',
  'value',
])

function deep(value: unknown, hide: Hide, key: string): unknown {
  if (typeof value === 'string') return KEPT.has(key) ? value : hide(value)
  if (Array.isArray(value)) return value.map(item => deep(item, hide, key))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deep(item, hide, name)]))
}

/**
 * What the office knows of a contact and must keep out of their anonymous case: what they recently said about
 * themselves, and the names and numbers on cases they signed.
 */
export async function knownIdentities(tx: Db, ctx: Context, contactId: number): Promise<string[]> {
  const said = await latestMessagesWith(tx, contactId, 200)
  const contact = await contactById(tx, contactId)
  const signed = [...(await namedCasesOf(tx, contactId)), ...(contact ? [contact] : [])].flatMap(row => [
    nameOf(ctx.secrets, row),
    phoneOf(ctx.secrets, row),
  ])
  return [...new Set([...statedIdentities(ctx.secrets, said), ...signed.filter(v => v !== undefined)])]
}

/**
 * Removes the writer from all messages of a case: the resident's, and the bot's that repeat them.
 * @returns how many messages and files changed
 */
export const hideSaid = (
  tx: Db,
  ctx: Context,
  at: { caseId: number; sinceMessageId: number },
  hide: Hide,
): Promise<number> =>
  hideInMessages(tx, at, row => ({
    text: hide(row.text),
    payload: hideInJson(row.payload, hide),
    turnSealed: hideInTurn(ctx.secrets, row.turnSealed, hide),
  }))

/** The same JSON text when nothing is hidden in it. */
export function hideInJson(json: string | null, hide: Hide): string | null {
  if (json === null) return null
  const value: unknown = JSON.parse(json)
  const hidden = JSON.stringify(hideIn(value, hide))
  return hidden === JSON.stringify(value) ? json : hidden
}

function hideInTurn(secrets: Secrets, turnSealed: string | null, hide: Hide): string | null {
  const turn = openTurn(secrets, { turnSealed })
  if (turn === null) return null
  const hidden = hideIn(turn, hide)
  return JSON.stringify(hidden) === JSON.stringify(turn) ? turnSealed : sealTurn(secrets, hidden)
}
