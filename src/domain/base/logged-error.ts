/** An error as a log may show it. */
export interface LoggedError {
  type: string
  /** The error's own code: `ENOSPC`, `P2002`, `SQLITE_BUSY`. */
  code?: string
  message: string
  /** Where it was thrown, without the message that Node puts in front. */
  stack: string
  cause?: LoggedError
}

const CAUSES = 3
const LONGEST = 500

/** What stands between quotes: a value, when it is not the name or path of something. */
const QUOTED = /(["'`“「])([^"'`”」]*)(["'`”」])/g
const A_NAME = /^[\w./:$()[\]-]{0,80}$/
/** Tokens, openids, keys: long, and not a word. */
const TOKEN = /[\w-]*\d[\w-]*/g
const TOKEN_LENGTH = 16
/** Telephones, identity cards, accounts. Ports and years are shorter. */
const DIGITS = /\d[\d -]{5,}\d/g
const ADDRESS = /[^\s@]+@[^\s@]+/g
/** Errors speak English; what people write is Chinese. */
const CHINESE = /\p{Script=Han}[\p{Script=Han}\p{P}\s\w]*\p{Script=Han}|\p{Script=Han}/gu
const HIDDEN = '…'

/**
 * What an error says, without the values that it may quote: a parser shows the text it could not read, a database the row it
 * could not write, an HTTP client the address with its token.
 */
export function safeMessage(message: string): string {
  return message
    .slice(0, 4 * LONGEST)
    .replace(
      QUOTED,
      (_all, open: string, inside: string, close: string) =>
        `${open}${A_NAME.test(inside) ? inside : HIDDEN}${close}`,
    )
    .replace(ADDRESS, HIDDEN)
    .replace(TOKEN, word => (word.length >= TOKEN_LENGTH ? HIDDEN : word))
    .replace(DIGITS, HIDDEN)
    .slice(0, LONGEST)
}

/** Shows an error to the log: its kind, its code, where it was thrown, and its message without values. */
export function loggedError(error: unknown, causes = CAUSES): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: HIDDEN, stack: '' }
  const code = String((error as { code?: unknown }).code ?? '')
  // Lines of the stack only: the first ones repeat the message, which may have several.
  const frames = (error.stack ?? '').split('\n').filter(line => /^ {4}at /.test(line))
  return {
    type: error.constructor.name,
    ...(/^[\w-]{1,40}$/.test(code) && { code }),
    message: safeMessage(error.message).replace(CHINESE, HIDDEN),
    stack: frames.slice(0, 20).join('\n'),
    ...(error.cause !== undefined && causes > 0 && { cause: loggedError(error.cause, causes - 1) }),
  }
}
