import type { IncomingMessage } from 'node:http'
import express, { type RequestHandler } from 'express'

/** The largest JSON body. The longest text is 10,000 characters, 60 kB written as `\uXXXX`; photos go as a form. */
export const JSON_BYTES = 64 * 1024
/** Nothing of ours nests deeper than five. */
const DEPTH = 20
/** The most commas: names and list entries together. */
const PARTS = 2000

/** A body is too deep or has too many parts; found before parsing. */
class TooMuch extends Error {
  readonly type = 'entity.screened'
}

/**
 * Checks the bytes once, in linear time, for more depth or parts than any of our messages has, so that parsing,
 * checking and listing mistakes stay cheap.
 */
function screen(_req: IncomingMessage, _res: unknown, bytes: Buffer): void {
  let depth = 0
  let parts = 0
  let inText = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!
    if (inText) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) inText = false
    } else if (byte === 0x22) inText = true
    else if (byte === 0x5b || byte === 0x7b) {
      if (++depth > DEPTH) throw new TooMuch('deep')
    } else if (byte === 0x5d || byte === 0x7d) depth--
    else if (byte === 0x2c && ++parts > PARTS) throw new TooMuch('many')
  }
}

/** Reads a JSON body within those limits. Compressed bodies are refused, because a bomb would be unpacked first. */
export const readJson = (
  options: { reviver?: (key: string, value: unknown) => unknown } = {},
): RequestHandler =>
  express.json({
    limit: JSON_BYTES,
    inflate: false,
    verify: screen,
    ...(options.reviver && { reviver: options.reviver }),
  })
