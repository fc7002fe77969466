import type { Request, RequestHandler, Response } from 'express'
import { parseCaseNumber } from '../../domain/base/text/case-number.ts'
import type { Context } from '../../usecases/base/context.ts'
import { recordViewing, type Viewing } from '../../usecases/people/record-viewing.ts'

/**
 * Which viewings are recorded in the audit log: one table for the desk and the API, which also covers pages added
 * later. Paths are those below /desk and /api/v1.
 */
type Rule = [path: RegExp, action: Viewing['action'], when?: (query: URLSearchParams) => boolean]
const RULES: readonly Rule[] = [
  [/\.(csv|xlsx)$/, 'exported'],
  [/^\/annual\/[^/]+\/report\.(md|docx)$/, 'exported'],
  [/^\/annual\//, 'exported', query => query.has('xlsx') || query.get('format') === 'xlsx'],
  [/^\/(cases|conversations)\/[^/]+\/repro$/, 'exported'],
  [/^\/cases\/[^/]+(\/|$)/, 'case_seen'],
  [/^\/attachments\/\d+$/, 'attachment_seen'],
  [/^\/visits\/\d+\/photos\/\d+$/, 'attachment_seen'],
  [/^\/conversations\/\d+$/, 'conversation_seen'],
  [/^\/audit$/, 'audit_seen'],
  [/^(\/(cases|conversations)?)?$/, 'searched', query => (query.get('q') ?? '').trim() !== ''],
]

const caseIn = (path: string): string | undefined => /^\/cases\/(20\d\d-\d{5,7}-\d)(?=[/.]|$)/.exec(path)?.[1]

/** Numbers, periods and the words of our own URLs. */
const OWN_SEGMENT =
  /^([a-z][a-z-]{0,30}(\.(csv|xlsx|svg|json|md|docx))?|\d{1,6}|20\d\d[\dWQ-]{0,16}(\.(csv|xlsx|json))?)$/

/**
 * The target of an entry, in plain text, by which the log is filtered. Words typed into a URL (a name, a telephone
 * number) are left out; the sealed detail has them. After /cases only a number is kept.
 */
const targetOf = (path: string): string =>
  path
    .split('/')
    .map((part, i, all) =>
      part === '' || (OWN_SEGMENT.test(part) && !(all[i - 1] === 'cases' && /^[a-z-]+$/.test(part)))
        ? part
        : '…',
    )
    .join('/')

/**
 * The search words for the log: a name, a phone number or a code is reduced to its first character and its length,
 * which shows that somebody searched for a person but not for whom. Case numbers stay.
 */
function searched(words: string): string {
  if (parseCaseNumber(words)) return words.trim()
  const [first = '', ...others] = [...words.trim()]
  return others.length === 0 ? first : `${first}…（${others.length + 1} 字）`
}

/** The filter of a list or a file, as in its URL. */
const filterOf = (query: URLSearchParams) =>
  [...query]
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${name === 'q' ? searched(value) : value}`)
    .join(' ')

function viewingOf(req: Request, res: Response): Pick<Viewing, 'action' | 'target' | 'detail'> | undefined {
  const [full = '', search = ''] = req.originalUrl.split('?')
  const path = decoded(full.replace(/^\/(desk|api\/v1)/, ''))
  const query = new URLSearchParams(search)
  const { statusCode } = res
  if (statusCode === 403 || statusCode === 404) {
    return {
      action: 'refused',
      target: caseIn(path) ?? targetOf(path),
      detail: `${req.method} ${decoded(full)}（${statusCode}）`,
    }
  }
  if (statusCode >= 300 || (req.method !== 'GET' && !/\/(reveal|preview|insert|resume)$/.test(path)))
    return undefined
  const rule = RULES.find(([pattern, , when]) => pattern.test(path) && (when?.(query) ?? true))
  if (!rule) return undefined
  const rows = res.locals['rows'] as number | undefined
  const counted = rows === undefined ? '' : `，${rows} 行`
  const filter = filterOf(query)
  const action = rule[1]
  return {
    action,
    target: (action === 'case_seen' ? caseIn(path) : undefined) ?? (targetOf(path) || '/'),
    detail: action === 'exported' || action === 'searched' ? `${filter || '全部'}${counted}` : undefined,
  }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

/** Records each viewing once the response has ended or was aborted. */
export function recordViewings(
  ctx: Context,
  officerOf: (req: Request, res: Response) => { id: number } | undefined,
): RequestHandler {
  return (req, res, next) => {
    res.once('close', () => {
      const officer = officerOf(req, res)
      const viewing = officer && viewingOf(req, res)
      if (!viewing) return
      recordViewing(ctx, { ...viewing, officerId: officer.id, address: req.ip ?? 'unknown' }).catch(error =>
        ctx.log.error({ err: error }, 'a viewing could not be written to the audit log'),
      )
    })
    next()
  }
}
