import { describe, expect, it } from 'vitest'
import { outageOf } from '../../../src/store/base/outage.ts'

const withCode = (code: string) => Object.assign(new Error('x'), { code })

describe('what the database or the disk lacks', () => {
  it.each([
    ['ENOSPC', 'full'],
    ['SQLITE_FULL', 'full'],
    ['53100', 'full'],
    ['EROFS', 'read_only'],
    ['SQLITE_READONLY_DBMOVED', 'read_only'],
    ['SQLITE_BUSY_SNAPSHOT', 'locked'],
    ['EMFILE', 'too_many_files'],
    ['ECONNREFUSED', 'down'],
    ['57P01', 'down'],
    ['53300', 'down'],
  ])('%s is %s', (code, outage) => {
    expect(outageOf(withCode(code))).toBe(outage)
    // As Prisma and fetch wrap it.
    expect(outageOf(new Error('outside', { cause: withCode(code) }))).toBe(outage)
  })

  it('is not seen in other errors, nor in a circle of causes', () => {
    const circle: { cause?: unknown } = {}
    circle.cause = circle
    for (const error of [
      withCode('P2002'),
      withCode('SQLITE_CONSTRAINT_UNIQUE'),
      new Error('ENOSPC'),
      circle,
      null,
      'ENOSPC',
    ])
      expect(outageOf(error)).toBeUndefined()
  })
})
