import { parseVerifierKey, type VerifierKey } from '../log/note.ts'

/** A witness that the office asks to cosign its checkpoints. */
export interface WitnessAddress {
  /** Of type 4: cosignatures. */
  key: VerifierKey
  /** The key as text. */
  verifier: string
  /** Its submission prefix, without a trailing slash. */
  url: string
}

/**
 * Reads `KEY URL` pairs, separated by semicolons or line breaks.
 * @returns the witnesses, or what is wrong with each that is not right, in Chinese
 */
export function parseWitnesses(text: string): { witnesses: WitnessAddress[]; problems: string[] } {
  const witnesses: WitnessAddress[] = []
  const problems: string[] = []
  const parts = text
    .split(/[;；\r\n]/)
    .map(part => part.trim())
    .filter(part => part !== '')
  parts.forEach((part, i) => {
    const witness = parseWitness(part)
    const problem =
      typeof witness === 'string'
        ? witness
        : witnesses.some(other => other.key.name === witness.key.name)
          ? '和前面的一个同名'
          : undefined
    if (problem !== undefined) problems.push(`第 ${i + 1} 个见证人${problem}`)
    else witnesses.push(witness as WitnessAddress)
  })
  return { witnesses, problems }
}

function parseWitness(part: string): WitnessAddress | string {
  const [verifier, url, ...more] = part.split(/\s+/)
  if (url === undefined || more.length > 0) return '应是“公钥 网址”，中间一个空格'
  const key = parseVerifierKey(verifier!)
  if (!key) return '的公钥不对，可能没有抄全'
  if (key.type !== 4) return '的公钥是签台账用的，不是作见证用的（对方用 huiyin witness key 看）'
  const address = URL.canParse(url) ? new URL(url) : null
  if (!address || !/^https?:$/.test(address.protocol)) return '的网址应以 http:// 或 https:// 开头'
  if (address.username || address.password || address.search || address.hash)
    return '的网址里不能有用户名、密码、? 或 #'
  return { key, verifier: verifier!, url: url.replace(/\/+$/, '') }
}
