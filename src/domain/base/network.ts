/**
 * The network that rate limits count an address under. An IPv4 address is one customer or one building. With IPv6 a
 * provider gives every customer at least a /64 (RFC 6177), so one computer can try from 2^64 addresses: only the
 * first half counts.
 *
 *     networkOf('::ffff:203.0.113.9')   // 203.0.113.9: the same machine, however the socket was opened
 *     networkOf('2001:DB8:1:2::9%eth0') // 2001:db8:1:2::/64
 */
export function networkOf(address: string | undefined): string {
  const plain = (address ?? '')
    .trim()
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/%.*$/, '')
  const dotted = dottedOf(plain)
  if (dotted) return dotted
  const groups = groupsOf(plain)
  if (!groups) return 'unknown'
  // IPv4 within IPv6: mapped (RFC 4291, 2.5.5.2) and, long out of use, compatible.
  if (groups.slice(0, 5).every(g => g === 0) && (groups[5] === 0xffff || (groups[5] === 0 && groups[6]))) {
    const [high, low] = [groups[6]!, groups[7]!]
    return [high >> 8, high & 255, low >> 8, low & 255].join('.')
  }
  return `${groups
    .slice(0, 4)
    .map(g => g.toString(16))
    .join(':')}::/64`
}

/** An IPv4 address, each number without leading zeros. */
function dottedOf(text: string): string | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(p => /^\d{1,3}$/.test(p) && Number(p) < 256)) return undefined
  return parts.map(Number).join('.')
}

/** The eight groups of an IPv6 address. */
function groupsOf(text: string): number[] | undefined {
  const tail = text.slice(text.lastIndexOf(':') + 1)
  const v4 = tail.includes('.') ? dottedOf(tail)?.split('.').map(Number) : undefined
  if (tail.includes('.') && !v4) return undefined
  const hex = v4
    ? text.slice(0, -tail.length) +
      `${((v4[0]! << 8) | v4[1]!).toString(16)}:${((v4[2]! << 8) | v4[3]!).toString(16)}`
    : text
  const halves = hex.split('::')
  if (halves.length > 2) return undefined
  const read = (half: string | undefined) => (half ? half.split(':') : [])
  const [before, after] = [read(halves[0]), read(halves[1])]
  const missing = 8 - before.length - after.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
  const all = [...before, ...Array<string>(halves.length === 2 ? missing : 0).fill('0'), ...after]
  return all.every(g => /^[0-9a-f]{1,4}$/.test(g)) ? all.map(g => Number.parseInt(g, 16)) : undefined
}
