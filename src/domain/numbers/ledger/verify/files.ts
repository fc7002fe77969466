import { textOf } from '../../log/bytes.ts'
import type { Findings } from './findings.ts'
import type { DifferenceCode } from './report.ts'

/** Reads a published file by its path, `ledger/checkpoint`; null when there is none. Rejects when it cannot be had. */
export type ReadFile = (path: string) => Promise<Uint8Array | null>

const KB = 1024
const MB = 1024 * KB

/**
 * How many bytes a file may have. What is longer is no file of a ledger, whoever serves it; a reader can stop there.
 * Bundles hold 256 entries of less than 64 KB each.
 */
export function mostBytes(path: string): number {
  if (path.startsWith('ledger/tile/entries/')) return 17 * MB
  return path.startsWith('ledger/tile/') ? 8 * KB : MB
}

export interface Files {
  /** Null, with a finding, when the file is missing or too long. @param code what its content being wrong is called. */
  bytes(path: string, code: DifferenceCode): Promise<Uint8Array | null>
  /** The same for a text in UTF-8. */
  text(path: string, code: DifferenceCode): Promise<string | null>
  /** Null, without a finding, when there is no such file. */
  optional(path: string, code: DifferenceCode): Promise<Uint8Array | null>
}

export function filesOf(read: ReadFile, findings: Findings): Files {
  const within = (path: string, code: DifferenceCode, found: Uint8Array) => {
    if (found.length <= mostBytes(path)) return found
    findings.difference(code, `文件 ${path} 太长，不是台账的文件。`)
    return null
  }
  const optional: Files['optional'] = async (path, code) => {
    const found = await read(path)
    return found && within(path, code, found)
  }
  const bytes: Files['bytes'] = async (path, code) => {
    const found = await read(path)
    if (!found) findings.difference('missing', `缺少文件 ${path}。`)
    return found && within(path, code, found)
  }
  const text: Files['text'] = async (path, code) => {
    const found = await bytes(path, code)
    const said = found && textIn(found)
    if (found && said === null) findings.difference(code, `文件 ${path} 不是 UTF-8 文本。`)
    return said
  }
  return { bytes, text, optional }
}

/** The text of bytes in UTF-8, or null. */
export function textIn(bytes: Uint8Array): string | null {
  try {
    return textOf(bytes)
  } catch {
    return null
  }
}
