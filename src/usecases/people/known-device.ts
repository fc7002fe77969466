import { randomBytes } from 'node:crypto'
import type { Context } from '../base/context.ts'

/**
 * A browser that has signed in to an account before. It grants nothing; it only means that others' wrong passwords do
 * not lock out this browser's officer. The cookie names the browser and the accounts, signed.
 *
 *     <128 random bits>.<officer ids>.<last used, in seconds>.<signature>
 */

const CONTEXT = 'officer.device'
/** Accounts that one browser is remembered for: a counter's computer is used by several. */
const MOST = 8
/** A browser that was not used for this long counts as new. */
export const DEVICE_SECONDS = 180 * 86_400

interface Device {
  id: string
  officerIds: number[]
}

function read(ctx: Context, cookie: string | undefined): Device | undefined {
  const [, signed, id, ids, at, signature] =
    /^(([\w-]{22})\.(\d{1,9}(?:-\d{1,9}){0,7})\.(\d{1,12}))\.([\w-]{20,100})$/.exec(cookie ?? '') ?? []
  if (!signed || !ctx.secrets.verify(signed, signature!, CONTEXT)) return undefined
  if (Number(at) * 1000 + DEVICE_SECONDS * 1000 < ctx.now().getTime()) return undefined
  return { id: id!, officerIds: ids!.split('-').map(Number) }
}

/** The browser's name, when it has signed in to this account before. */
export function knownDevice(
  ctx: Context,
  cookie: string | undefined,
  officer: { id: number } | null,
): string | undefined {
  const device = officer ? read(ctx, cookie) : undefined
  return device?.officerIds.includes(officer!.id) ? device.id : undefined
}

/** The cookie after a sign-in: the same browser, with this account first. */
export function rememberDevice(ctx: Context, cookie: string | undefined, officerId: number): string {
  const before = read(ctx, cookie)
  const id = before?.id ?? randomBytes(16).toString('base64url')
  const ids = [officerId, ...(before?.officerIds ?? []).filter(other => other !== officerId)].slice(0, MOST)
  const signed = `${id}.${ids.join('-')}.${Math.floor(ctx.now().getTime() / 1000)}`
  return `${signed}.${ctx.secrets.sign(signed, CONTEXT)}`
}
