import { concat, utf8 } from './bytes.ts'
import { parseCheckpoint } from './checkpoint.ts'
import { isCount } from './decimal.ts'
import type { VerifierKey, VerifySignature } from './note.ts'
import { formatSignatureLine } from './signature-line.ts'

/**
 * Cosignatures with Ed25519 (C2SP tlog-cosignature): a witness says that at this time this was the largest tree of the
 * log that it had seen, and that it contained every one before.
 */

const TIME_SIZE = 8

/** What a witness signs. @param time in seconds since 1970. */
const cosignedMessage = (checkpointText: string, time: number): Uint8Array =>
  utf8(`cosignature/v1\ntime ${time}\n${checkpointText}`)

/**
 * The line by which a key of type 4 cosigns.
 * @param checkpointText the text of the checkpoint, without signatures. @param time in seconds since 1970.
 * @throws TypeError for other keys. @throws RangeError unless both are what they should be.
 */
export function cosign(
  key: VerifierKey,
  sign: (message: Uint8Array) => Uint8Array,
  checkpointText: string,
  time: number,
): string {
  if (key.type !== 4) throw new TypeError('not a key for cosignatures')
  if (!isCount(time)) throw new RangeError(`time ${time}`)
  if (!parseCheckpoint(checkpointText)) throw new RangeError('not a checkpoint')
  const seconds = new DataView(new ArrayBuffer(TIME_SIZE))
  seconds.setBigUint64(0, BigInt(time))
  const signature = sign(cosignedMessage(checkpointText, time))
  return formatSignatureLine({
    name: key.name,
    id: key.id,
    signature: concat([new Uint8Array(seconds.buffer), signature]),
  })
}

/**
 * When a key of type 4 cosigned the checkpoint, in seconds since 1970; null when the signature is not its own.
 * @param signature of the line: the time and 64 bytes of Ed25519.
 */
export async function verifyCosignature(
  key: VerifierKey,
  signature: Uint8Array,
  checkpointText: string,
  verify: VerifySignature,
): Promise<number | null> {
  if (key.type !== 4 || signature.length <= TIME_SIZE || !parseCheckpoint(checkpointText)) return null
  const time = Number(new DataView(signature.buffer, signature.byteOffset).getBigUint64(0))
  if (!isCount(time)) return null
  const message = cosignedMessage(checkpointText, time)
  return (await verify(key.publicKey, message, signature.slice(TIME_SIZE))) ? time : null
}
