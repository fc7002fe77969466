import { setTimeout } from 'node:timers/promises'
import { readAtMost, TooLong } from '../../channels/read-at-most.ts'
import { mostBytes, type ReadFile } from '../../domain/numbers/ledger/verify/files.ts'
import { CommandFailure } from '../failure.ts'

const TIMEOUT_MS = 30_000
/** How often a file is asked for when the server is busy or the connection breaks. */
const TRIES = 4
const LONGEST_WAIT_S = 60
const BUSY = [429, 502, 503, 504]

/** Reads published files. @param base `https://office.example/public`, without a slash at the end. */
export const readFrom =
  (base: string): ReadFile =>
  async path => {
    const url = `${base}/${path}`
    for (let left = TRIES - 1; ; left--) {
      const response = await get(url, left)
      if (response === 'again') continue
      if (response.status === 404 || response.status === 410) {
        await response.body?.cancel()
        return null
      }
      if (!response.ok) throw new CommandFailure(`网站没有给出文件（${response.status}）：${url}`)
      try {
        return response.body ? await readAtMost(response.body, mostBytes(path)) : new Uint8Array()
      } catch (error) {
        // The check says that it is too long.
        if (error instanceof TooLong) return new Uint8Array(mostBytes(path) + 1)
        if (left === 0) throw unreachable(url, error)
      }
    }
  }

/** @param left how many tries there are after this one. */
async function get(url: string, left: number): Promise<Response | 'again'> {
  let response: Response
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (error) {
    if (left === 0) throw unreachable(url, error)
    return 'again'
  }
  if (left === 0 || !BUSY.includes(response.status)) return response
  await response.body?.cancel()
  const wait = Number(response.headers.get('retry-after') ?? 1)
  await setTimeout(1000 * Math.min(LONGEST_WAIT_S, wait >= 0 ? wait : 1))
  return 'again'
}

const unreachable = (url: string, error: unknown) =>
  new CommandFailure(
    error instanceof Error && error.name === 'TimeoutError'
      ? `等了 ${TIMEOUT_MS / 1000} 秒，没有读到：${url}`
      : `连不上，读不到：${url}。请检查网址和网络。`,
  )

/**
 * Where the files are below an address: there, or below `/public`, where an office's own server has them.
 * @throws CommandFailure when the text is no address, or nothing is found
 */
export async function baseOf(text: string): Promise<string> {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new CommandFailure('--url 应是 http:// 或 https:// 开头的网址。')
  const given = text.replace(/[?#].*$/, '').replace(/\/+$/, '')
  for (const base of [given, `${given}/public`]) if (await readFrom(base)('ledger/checkpoint')) return base
  throw new CommandFailure(
    `${given} 没有公布台账：那里没有 ledger/checkpoint，public/ledger/checkpoint 也没有。`,
  )
}
