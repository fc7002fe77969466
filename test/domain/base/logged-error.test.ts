import { describe, expect, it } from 'vitest'
import { loggedError, safeMessage } from '../../../src/domain/base/logged-error.ts'

const thrownBy = (work: () => unknown): unknown => {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('an error in the log', () => {
  it('keeps where it was thrown and of which kind it is', () => {
    const error = loggedError(thrownBy(() => (undefined as unknown as { x: number }).x))
    expect(error).toMatchObject({
      type: 'TypeError',
      message: "Cannot read properties of undefined (reading 'x')",
    })
    expect(error.stack).toMatch(/^ {4}at .*logged-error\.test\.ts/)
  })

  it.each([
    ["ENOENT: no such file or directory, open '/data/secret.key'"],
    ['connect ECONNREFUSED 127.0.0.1:5432'],
    ['Unique constraint failed on the fields: (`channel`,`externalKey`)'],
    ['SQLITE_BUSY: database is locked'],
  ])('keeps what explains it: %s', message => {
    expect(safeMessage(message)).toBe(message)
  })

  it.each([
    ['{"name": "王小明", 13812345678', '王小明'],
    ['电话13812345678', '13812345678'],
    ['{"a": "wang xiao ming", x', 'wang xiao'],
  ])('does not show the text that could not be parsed: %s', (text, secret) => {
    const shown = loggedError(thrownBy(() => JSON.parse(text)))
    expect(shown.type).toBe('SyntaxError')
    expect(JSON.stringify(shown)).not.toContain(secret)
  })

  it.each([
    ['Key (phone)=(138 1234 5678) already exists', '1234'],
    ['Argument `text`: "门口的路灯坏了" is wrong', '路灯'],
    ['insert of 门口的路灯坏了 failed', '路灯'],
    ['GET https://api.example/send?access_token=62_ab12cd34ef56ab12cd34 failed', '62_ab12'],
    ['no contact o6_bmjrPTlm6_2sgVt7hMZOPfL2M', 'o6_bmj'],
    ['mail to wang.xiaoming@example.cn refused', 'wang.xiaoming'],
    ['connect to postgresql://huiyin:Secret-of-1-office@db.example/huiyin', 'Secret'],
  ])('does not show a value: %s', (message, secret) => {
    const shown = loggedError(Object.assign(new Error(message), { detail: message, code: message }))
    expect(JSON.stringify(shown)).not.toContain(secret)
  })

  it('shows causes in the same manner, and ends', () => {
    const error = new Error('outer', { cause: new Error('读不了“王小明”') })
    expect(loggedError(error)).toMatchObject({ cause: { type: 'Error', message: '…“…”' } })
    error.cause = error
    expect(JSON.stringify(loggedError(error)).length).toBeLessThan(20_000)
  })

  it('shows nothing of what is no error', () => {
    expect(loggedError('王小明')).toEqual({ type: 'string', message: '…', stack: '' })
  })
})
