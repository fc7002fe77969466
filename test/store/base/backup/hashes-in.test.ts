import { describe, expect, it } from 'vitest'
import { hashesIn } from '../../../../src/store/base/backup/hashes-in.ts'

const [A, B] = ['a'.repeat(64), 'b'.repeat(64)] as const

async function* inPieces(text: string, length: number) {
  for (let at = 0; at < text.length; at += length) yield Buffer.from(text.slice(at, at + length))
}

async function all(hashes: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = []
  for await (const hash of hashes) found.push(hash)
  return found
}

describe('the list of hashes in a backup', () => {
  it('is read whatever the pieces, with or without a last end of line', async () => {
    for (const text of [`${A}\n${B}\n`, `${A}\n${B}`])
      for (const length of [1, 63, 64, 65, 66, 1000])
        expect(await all(hashesIn(inPieces(text, length)))).toEqual([A, B])
    expect(await all(hashesIn(inPieces('', 1)))).toEqual([])
  })

  it('is refused at the first line that is no hash', async () => {
    for (const text of ['../../evil\n', `${A}\n\n${B}\n`, `${A}\r\n`, A.slice(1)])
      await expect(all(hashesIn(inPieces(text, 50)))).rejects.toThrow('坏了')
  })

  it('is not read on where a line does not end', async () => {
    let read = 0
    async function* endless() {
      for (; ; read++) yield Buffer.alloc(1024, 'a')
    }
    await expect(all(hashesIn(endless()))).rejects.toThrow('坏了')
    expect(read).toBeLessThan(3)
  })
})
