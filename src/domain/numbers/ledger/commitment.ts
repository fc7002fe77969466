import { toBase64Url, utf8 } from '../log/bytes.ts'
import { sha256 } from '../log/merkle.ts'

/**
 * The name of a case in the ledger. Without the salt nobody can test a number against it.
 * @param salt 128 bits as 32 lowercase hexadecimal digits
 */
export const commitmentOf = (number: string, salt: string): string =>
  toBase64Url(sha256(utf8(`huiyin-case\n${number}\n${salt}`)))

/** The salt as people compare and copy it: `0123 4567 …`. */
export const readableSalt = (salt: string): string => salt.replace(/.{4}(?=.)/g, '$& ')
