/** The page after sign-in by default. */
export const HOME = '/desk'

/**
 * A page of the desk to go on to, from outside: anything but a path below /desk is the queue, so that a link to
 * the sign-in page never leads to another site.
 */
export function safeNext(next: string | undefined): string {
  if (!next || next.length > 500 || !next.startsWith('/')) return HOME
  try {
    const url = new URL(next, 'https://here.invalid')
    const below = url.pathname === HOME || url.pathname.startsWith(`${HOME}/`)
    if (url.origin !== 'https://here.invalid' || !below || /[\\\s]|%5c/i.test(next)) return HOME
    return /^\/desk\/(sign-in|sign-out|set-up|confirm-mail)/.test(url.pathname)
      ? HOME
      : url.pathname + url.search
  } catch {
    return HOME
  }
}
