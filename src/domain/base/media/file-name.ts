/**
 * Names of downloads. A name from outside may hold anything: a direction mark that turns `gpj.hta` round, a path, a
 * device of Windows. A download is named with the sender's words, made harmless, and the extension of what the file
 * is. Pure.
 */

/** Characters of a name, without its ending. */
const LONGEST = 80

/** Control, direction and invisible characters, blanks of every kind but the plain one, half pairs, and what a path is made of. */
const FORBIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}<>:"/\\|?*%~`$&;^!'＂／＼：？＊｜＜＞∕⁄：]/gu
/** Windows takes these for devices, whatever ending follows (the superscripts, too). */
const DEVICE = /^(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³]|conin\$|conout\$)\s*(\.|$)/i
/** What may look like an ending: letters and digits behind a dot. */
const LAST_ENDING = /[.。．․‥…][\p{L}\p{N}]{0,10}$/u

/** A name that is safe to store: nothing in it can act or mislead. '' when nothing is left. */
export function safeName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = base
    .replace(/\p{Zs}/gu, ' ')
    .replace(FORBIDDEN, '')
    .replace(/[.\s]+$/u, '')
    .replace(/^[.\s-]+/u, '')
  const short = [...plain].slice(0, LONGEST).join('').trim()
  return DEVICE.test(short) ? `_${short}` : short
}

/**
 * The name of a download: the sender's words, if any, or ours, and always the extension of what the file is.
 * @param ending with its dot
 */
export function downloadName(given: string | null, ours: string, ending: string): string {
  let base = safeName(given ?? '')
  // Any number of endings: `photo.jpg.exe` is nothing but a photo.
  while (LAST_ENDING.test(base)) base = base.replace(LAST_ENDING, '')
  base = base.replace(/[.\s。．․‥…]+$/u, '')
  return `${safeName(base) || ours}${ending}`
}

/** `Content-Disposition` (RFC 6266) with its name in UTF-8 alone: every browser of today reads that, and nothing in it needs quoting. */
export function contentDisposition(how: 'inline' | 'attachment', name: string): string {
  // RFC 8187's attr-char; encodeURIComponent leaves these five as they are.
  const utf8 = encodeURIComponent(name).replace(
    /['()*!]/g,
    c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  )
  return `${how}; filename*=UTF-8''${utf8}`
}
