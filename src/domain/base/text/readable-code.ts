/**
 * A one-time code that a person copies: ten signs that cannot be mistaken for each other, about 49 bits, shown in two
 * groups. It links a chat, or replaces a lost phone.
 */

const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 10

/** @param random a whole number of 0 to 30, each as likely, e.g. `() => randomInt(31)`. */
export function readableCode(random: () => number): string {
  const signs = Array.from({ length: LENGTH }, () => SIGNS[random() % SIGNS.length]!)
  return `${signs.slice(0, 5).join('')}-${signs.slice(5).join('')}`
}

/** Normalises a typed code before it is hashed. */
export const plainCode = (code: string): string => code.toUpperCase().replace(/[^0-9A-Z]/g, '')
