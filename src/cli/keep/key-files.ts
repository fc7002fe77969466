import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { shanghaiDate } from '../../domain/base/civil-date.ts'
import { CommandFailure } from '../failure.ts'

/** The files of SECRET_KEY while it changes: `secret.key`, beside it `secret.key.new`, and afterwards the ones before. */

const SHORTEST = 32

/** @throws CommandFailure unless it can be a SECRET_KEY */
export function checkedKey(text: string): string {
  const key = text.trim()
  if (key.length < SHORTEST) throw new CommandFailure(`新密钥至少 ${SHORTEST} 个字符。`)
  if (/[\s\p{Cc}]/u.test(key)) throw new CommandFailure('新密钥里不能有空格、换行或控制字符。')
  return key
}

/** A key from a file, or from standard input for `-`. */
export function readKey(file: string): string {
  try {
    return checkedKey(readFileSync(file === '-' ? 0 : file, 'utf8'))
  } catch (error) {
    if (error instanceof CommandFailure) throw error
    throw new CommandFailure(`读不了新密钥的文件：${file}`)
  }
}

const pendingOf = (file: string) => `${file}.new`

/** The key that a change which was not finished was going to. */
export const pendingKey = (file: string): string | undefined =>
  existsSync(pendingOf(file)) ? checkedKey(readFileSync(pendingOf(file), 'utf8')) : undefined

/** Stores the next key durably, before anything is sealed with it. */
export function keepPending(file: string, key: string): void {
  // Whole or not at all: half a key would be another one.
  writeDurably(`${pendingOf(file)}.part`, key)
  renameSync(`${pendingOf(file)}.part`, pendingOf(file))
  syncFolder(file)
}

/**
 * Puts the next key in the place of the present one. The present one is copied first, so that there is a key under this
 * name at every moment: a start without one would make one.
 * @returns where the key before is now
 */
export function swapKeys(file: string, now: Date): string {
  const present = readFileSync(file, 'utf8')
  const before = freeName(file, now, present)
  writeDurably(before, present)
  renameSync(pendingOf(file), file)
  syncFolder(file)
  return basename(before)
}

/** `secret.key.until-2026-11-30`; with a number when that day has another one already. */
function freeName(file: string, now: Date, key: string): string {
  const base = `${file}.until-${shanghaiDate(now)}`
  for (let n = 1; ; n++) {
    const name = n === 1 ? base : `${base}-${n}`
    // The same key: the process stopped between the copy and the exchange.
    if (!existsSync(name) || readFileSync(name, 'utf8') === key) return name
  }
}

function writeDurably(path: string, text: string): void {
  writeFileSync(path, '', { mode: 0o600 })
  const file = openSync(path, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function syncFolder(file: string): void {
  const folder = openSync(join(dirname(file)), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
