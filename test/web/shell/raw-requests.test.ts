import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type TestSite, testSite } from '../../helpers/site.ts'

/** Requests as no browser sends them, and the headers of every kind of answer. */

let site: TestSite
beforeAll(async () => {
  site = await testSite()
})
afterAll(() => site.close())

/** Sends bytes and returns everything that comes back. */
async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(site.url)
  const socket = connect(Number(port), hostname)
  const parts: Buffer[] = []
  socket.on('data', part => parts.push(part))
  socket.on('error', () => {})
  socket.write(text)
  await once(socket, 'close')
  return Buffer.concat(parts).toString()
}

describe('a request', () => {
  it('with two lengths is refused, so that no proxy and this service can disagree about its end', async () => {
    const body =
      'POST /desk/sign-in HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'
    expect(await raw(body)).toMatch(/^HTTP\/1\.1 400 /)
    expect(
      await raw('POST /chat HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nhello!'),
    ).toMatch(/^HTTP\/1\.1 400 /)
  })

  it('by TRACE is not echoed', async () => {
    const answer = await raw('TRACE / HTTP/1.1\r\nhost: x\r\nx-secret: mirror\r\nconnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 40[45] /)
    expect(answer).not.toContain('mirror')
  })
})

describe('an answer', () => {
  it.each([
    ['a page', '/', 200, 'text/html; charset=utf-8'],
    ['the sign-in page', '/desk/sign-in', 200, 'text/html; charset=utf-8'],
    ['the chat', '/chat', 200, 'text/html; charset=utf-8'],
    ['what is not there', '/nowhere', 404, 'text/html; charset=utf-8'],
    ['a refusal of the API', '/api/v1/me', 401, 'application/problem+json; charset=utf-8'],
    ['the description of the API', '/api/openapi.json', 200, 'application/json; charset=utf-8'],
    ['a script', '/assets/desk.js', 200, 'text/javascript; charset=utf-8'],
  ])(
    'that is %s says what it is, may not be framed, guessed at or run anything foreign',
    async (_what, path, status, type) => {
      const answer = await fetch(site.url + path)
      expect([answer.status, answer.headers.get('content-type')]).toEqual([status, type])
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('referrer-policy')).toBe('same-origin')
      expect(answer.headers.get('x-powered-by')).toBeNull()
      const policy = answer.headers.get('content-security-policy')!
      for (const rule of [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ])
        expect(policy).toContain(rule)
      expect(policy).not.toContain('unsafe')
    },
  )
})
