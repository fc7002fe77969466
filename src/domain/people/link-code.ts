import { plainCode } from '../base/text/readable-code.ts'

/** The code with which an officer links their own chat (readable-code) lives for ten minutes and works once. */
export const LINK_CODE_MS = 10 * 60_000

/** The code in a message that links a chat, `绑定 ABCDE-FGHJK`; undefined for any other message. */
export function linkCodeIn(text: string | undefined): string | undefined {
  const found = /^\s*绑定\s*[:：]?\s*([0-9A-Za-z][0-9A-Za-z\s-]{5,19})\s*$/.exec(text ?? '')
  return found ? plainCode(found[1]!) : undefined
}
