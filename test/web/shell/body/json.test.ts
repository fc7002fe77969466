import express from 'express'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { JSON_BYTES, readJson } from '../../../../src/web/shell/body/json.ts'
import { problemHandler } from '../../../../src/web/shell/problem.ts'
import { listen } from '../../../helpers/listen.ts'

let server: Awaited<ReturnType<typeof listen>>
beforeAll(async () => {
  const app = express()
  app.post('/', readJson(), (req, res) => {
    res.json({ read: req.body })
  })
  app.use(problemHandler(pino({ level: 'silent' })))
  server = await listen(app)
})
afterAll(() => server.close())

const deep = (n: number) => '['.repeat(n) + ']'.repeat(n)
test.each([
  ['what any message of ours has', '{"text":"[[[[[[{{{{{{,,,\\\\\\"[[[","a":[1,[2]]}', 200],
  ['20 deep', deep(20), 200],
  ['21 deep', deep(21), 400],
  ['20 deep, many times', `[${Array(100).fill(deep(19)).join(',')}]`, 200],
  ['brackets in texts with quotes and backslashes', JSON.stringify({ a: '"\\[['.repeat(500), b: '\\' }), 200],
  ['2,001 entries', JSON.stringify(Array(2001).fill(1)), 200],
  ['2,002 entries', JSON.stringify(Array(2002).fill(1)), 400],
  ['64 kB', JSON.stringify({ a: 'x'.repeat(JSON_BYTES - 8) }), 200],
  ['a byte more', JSON.stringify({ a: 'x'.repeat(JSON_BYTES - 7) }), 413],
  ['half a message', '{"a":', 400],
])('%s', async (_name, body, status) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(server.url, { method: 'POST', headers, body })
  expect(answer.status).toBe(status)
  if (status === 200) expect(((await answer.json()) as { read: unknown }).read).toEqual(JSON.parse(body))
  else expect((await answer.text()).length).toBeLessThan(200)
})

test('nothing compressed is unpacked', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' }
  expect((await fetch(server.url, { method: 'POST', headers, body: 'x' })).status).toBe(415)
})
