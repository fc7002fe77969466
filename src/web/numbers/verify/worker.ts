import { checkCase } from '../../../domain/numbers/ledger/verify/check-case.ts'
import { checkLedger } from '../../../domain/numbers/ledger/verify/check-ledger.ts'
import { checkProof } from '../../../domain/numbers/ledger/verify/check-proof.ts'
import type { ReadFile } from '../../../domain/numbers/ledger/verify/files.ts'
import type { Seen } from '../../../domain/numbers/ledger/verify/report.ts'
import { type VerifySignature, verifyEd25519 } from '../../../domain/numbers/log/note.ts'

/**
 * Checks the ledger in the visitor's own browser, in a thread of its own so that the page stays alive. Built by `npm run
 * build`; /public/verify (verify.page.tsx, assets/verify.js) talks to it.
 */

type Question =
  | { check: 'week'; week: string; today: string; seen?: Seen }
  | { check: 'case'; number: string; salt: string; seen?: Seen }
  | { check: 'proof'; text: string; seen?: Seen }

type Answer =
  | { progress: { done: number; total: number } }
  | { report: object }
  | { failed: 'network' | 'other'; why: string }

interface WorkerScope {
  onmessage: ((message: { data: Question }) => void) | null
  postMessage(answer: Answer): void
}
const scope = globalThis as unknown as WorkerScope

/** By WebCrypto where the browser has Ed25519 and the page is secure, otherwise in script. */
const verifySignature: VerifySignature = async (publicKey, message, signature) => {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle
  if (!subtle) return verifyEd25519(publicKey, message, signature)
  try {
    const bytes = (some: Uint8Array) => new Uint8Array(some)
    const key = await subtle.importKey('raw', bytes(publicKey), 'Ed25519', false, ['verify'])
    return await subtle.verify('Ed25519', key, bytes(signature), bytes(message))
  } catch {
    return verifyEd25519(publicKey, message, signature)
  }
}

class Unreachable extends Error {}

const read: ReadFile = async path => {
  const response = await fetch(`/public/${path}`).catch(() => {
    throw new Unreachable(path)
  })
  if (response.status === 404) return null
  if (!response.ok) throw new Unreachable(`${path}: ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}

const seenIn = ({ seen }: Question) => (seen ? { seen } : {})

const answer = async (question: Question): Promise<object> => {
  if (question.check === 'proof')
    return checkProof(question.text, { read, verifySignature, ...seenIn(question) })
  if (question.check === 'case') {
    const { number, salt } = question
    return checkCase(read, { number, salt, verifySignature, ...seenIn(question) })
  }
  return checkLedger(read, {
    week: question.week,
    today: question.today,
    verifySignature,
    progress: (done, total) => scope.postMessage({ progress: { done, total } }),
    ...seenIn(question),
  })
}

scope.onmessage = ({ data }) => {
  answer(data).then(
    report => scope.postMessage({ report }),
    (error: unknown) =>
      scope.postMessage({
        failed: error instanceof Unreachable ? 'network' : 'other',
        why: error instanceof Error ? error.message : String(error),
      }),
  )
}
