/** A body is longer than its reader wants. */
export class TooLong extends Error {
  override readonly name = 'TooLong'
}

/**
 * Reads a whole body and gives up as soon as it is too long, however long its sender says it is.
 * @param most bytes
 * @throws TooLong, or what the body throws when its connection breaks
 */
export async function readAtMost(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of body) {
    size += part.byteLength
    if (size > most) throw new TooLong(`more than ${most} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
