/**
 * The code with which an officer links their own chat: ten signs that read well, about 49 bits, shown in two groups.
 * It lives for ten minutes and works once.
 */
export const LINK_CODE_MS = 10 * 60_000

const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 10

/** @param random at least 10 random numbers below 31, e.g. of `randomInt`. */
export function linkCode(random: () => number): string {
  const signs = Array.from({ length: LENGTH }, () => SIGNS[random() % SIGNS.length]!)
  return `${signs.slice(0, 5).join('')}-${signs.slice(5).join('')}`
}

/** As it is hashed: however it was typed. */
export const plainCode = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '')

/** The code in a message that wants to link a chat, `绑定 ABCDE-FGHJK`; undefined when it wants something else. */
export function linkCodeIn(text: string | undefined): string | undefined {
  const found = /^\s*绑定\s*[:：]?\s*([0-9A-Za-z][0-9A-Za-z\s-]{5,19})\s*$/.exec(text ?? '')
  return found ? plainCode(found[1]!) : undefined
}
