import express, { type Request, type RequestHandler } from 'express'
import { withoutNul } from '../../usecases/base/storable.ts'

/** The longest text is 10,000 characters; percent-encoded Chinese is nine bytes each. */
const LIMIT = '100kb'

/** Parses a plain HTML form; anything else leaves an empty body. */
export const readForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: LIMIT,
  inflate: false,
  parameterLimit: 100,
})

/** A field of a form, or ''. A field sent twice counts once: the first. */
export function fieldOf(req: Request, name: string): string {
  const value = (req.body as Record<string, unknown> | undefined)?.[name]
  const one = Array.isArray(value) ? value[0] : value
  // Browsers send line breaks in forms as CRLF, which would make a text longer than it is.
  return typeof one === 'string' ? withoutNul(one).replace(/\r\n?/g, '\n') : ''
}

/** All values of a field that may come more than once, e.g. ticked boxes; each once. */
export function listOf(req: Request, name: string): string[] {
  const value = (req.body as Record<string, unknown> | undefined)?.[name]
  const all = Array.isArray(value) ? value : [value]
  return [
    ...new Set(all.flatMap(v => (typeof v === 'string' && withoutNul(v) !== '' ? [withoutNul(v)] : []))),
  ]
}

/** A value of the URL's query, or ''. */
export function queryOf(req: Request, name: string): string {
  const value = req.query[name]
  const one = Array.isArray(value) ? value[0] : value
  return typeof one === 'string' ? one : ''
}

/** The query without empty values, such as unused fields of a filter form. */
export function filledQuery(req: Request): Record<string, string> {
  return Object.fromEntries(
    Object.keys(req.query)
      .map(name => [name, queryOf(req, name).trim()] as const)
      .filter(([, value]) => value !== ''),
  )
}

/**
 * Reads an id, a version or a list position from a URL or a form; 0, which no row has, for anything else. At most nine
 * digits, because larger numbers do not fit into PostgreSQL's integer columns.
 */
export const wholeNumber = (text: unknown): number =>
  typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : 0
