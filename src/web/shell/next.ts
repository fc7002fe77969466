/** The default page after sign-in. */
export const HOME = '/desk'

/**
 * The page to open after sign-in, as requested by the URL. Anything but a path below /desk becomes the queue, so that a
 * link to the sign-in page never leads to another site.
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
