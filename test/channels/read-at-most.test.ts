import { expect, it } from 'vitest'
import { readAtMost, TooLong } from '../../src/channels/read-at-most.ts'

async function* body(...parts: string[]) {
  for (const part of parts) yield Buffer.from(part)
}

it('reads a body that is just as long as it may be', async () => {
  expect((await readAtMost(body('回', '音'), 6)).toString()).toBe('回音')
  expect((await readAtMost(body(), 0)).length).toBe(0)
})

it('asks for nothing more once a body is too long', async () => {
  let asked = 0
  let closed = false
  async function* endless() {
    try {
      while (true) {
        asked++
        yield Buffer.alloc(4)
      }
    } finally {
      closed = true
    }
  }
  await expect(readAtMost(endless(), 10)).rejects.toThrow(TooLong)
  expect(asked).toBe(3)
  expect(closed).toBe(true)
})
