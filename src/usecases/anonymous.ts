import type { Office } from '../domain/office.ts'
import { hideWriter } from '../domain/personal-data.ts'
import type { Secrets } from '../domain/secrets.ts'
import { openTurn, saysWho } from './turn-record.ts'

/** What stands in place of what an anonymous resident answered when asked who they are. */
const HIDDEN = '（不显示）'

interface Said {
  direction: string
  text: string
  turnSealed: string | null
}

/**
 * How an anonymous case's texts may be shown. Somebody who first gave a name and then chose to stay anonymous has
 * said it in the conversation, and the bot has read it back: it is hidden wherever it stands.
 * @param office whose own name and number are nobody's secret
 */
export function veil(
  secrets: Secrets,
  conversation: readonly Said[],
  office: Pick<Office, 'botName' | 'phone'>,
): (text: string) => string {
  const said = conversation
    .filter(m => m.direction === 'in' && saysWho(openTurn(secrets, m), m.text))
    .map(m => m.text.trim())
  // Also without what people put between digits: the bot reads a number back in one piece.
  const who = [...new Set(said.flatMap(text => [text, text.replace(/[\s\-－—.·]/gu, '')]))]
    .filter(text => [...text].length >= 2)
    .sort((a, b) => b.length - a.length)
  const hide = (text: string) =>
    hideWriter(who.reduce((shown, secret) => shown.replaceAll(secret, HIDDEN), text))
  const own = [`我叫${office.botName}`, office.phone].filter(word => word !== '')
  return text => between(text, own, hide)
}

/** Changes a text everywhere but in these words. */
const between = (
  text: string,
  [word, ...words]: readonly string[],
  change: (text: string) => string,
): string =>
  word === undefined
    ? change(text)
    : text
        .split(word)
        .map(piece => between(piece, words, change))
        .join(word)

/** The texts of a resident's own act on an anonymous case, before they are stored. */
export const veiledInput = <T extends object>(input: T): T =>
  Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      typeof value === 'string' ? hideWriter(value) : value,
    ]),
  ) as T
