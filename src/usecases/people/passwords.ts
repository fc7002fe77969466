import { hash, verify } from '@node-rs/argon2'

/** argon2id with OWASP's first choice: 19 MiB, two passes, one lane (Password Storage Cheat Sheet). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

export const hashPassword = (password: string): Promise<string> => hash(password, COST)

/** A hash that matches no password: checking it takes as long as checking a real one. */
let nobody: Promise<string> | undefined

/**
 * Whether the password is right. Takes the same time when there is no such officer, so that logins cannot be probed.
 */
export async function checkPassword(stored: string | null | undefined, password: string): Promise<boolean> {
  if (stored) return verify(stored, password)
  nobody ??= hashPassword('nobody has this password')
  await verify(await nobody, password)
  return false
}
