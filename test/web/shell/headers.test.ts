import express from 'express'
import { simpleParser } from 'mailparser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMailer } from '../../../src/channels/email/mod.ts'
import { sendAttachment } from '../../../src/web/shell/send-attachment.ts'
import { listen } from '../../helpers/listen.ts'
import { mailServer } from '../../helpers/mail-server.ts'
import { addOfficers, signedIn, type TestSite, testSite, type Visitor } from '../../helpers/site.ts'

/** Line ends in what becomes a header: of an answer, of a download's name, of a letter. */

const SPLIT = '\r\nSet-Cookie: stolen=1\r\n\r\n<script>alert(1)</script>'

let site: TestSite
let lin: Visitor
beforeAll(async () => {
  site = await testSite()
  await addOfficers(site.ctx, { lin: 'dispatcher', wu: 'admin' })
  lin = await signedIn(site, 'lin')
})
afterAll(() => site.close())

test.each([
  `照片${SPLIT}.jpg`,
  'a"; filename="evil.exe',
  "a'b*c.jpg",
  '../../etc/passwd',
  '二〇二六 年报;.pdf',
])('a download named %j has one header of one line, and its whole name', async name => {
  const app = express()
  app.get('/', (req, res) =>
    sendAttachment(req, res, { bytes: Buffer.from('x'), mime: 'application/pdf', name, inline: false }),
  )
  const server = await listen(app)
  try {
    const answer = await fetch(server.url)
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()).toEqual([])
    const said = answer.headers.get('content-disposition')!
    expect(said).toMatch(/^attachment; filename\*=UTF-8''[\w!'()*.~%-]+$/)
    expect(decodeURIComponent(said.split("''")[1]!)).toBe(name)
  } finally {
    await server.close()
  }
})

test('no URL, field or query can inject a header into a redirect', async () => {
  const evil = encodeURIComponent(SPLIT)
  const wu = await signedIn(site, 'wu')
  await wu.get('/desk/officers')
  await lin.get('/desk?view=open')
  const answers = [
    await lin.post(`/desk/cases/${evil}/resume`),
    await lin.post('/desk/saved-views', { name: 'x', query: `view=open&q=${evil}` }),
    await lin.get(`/desk?view=${evil}`),
    await lin.get(`/desk?view=open&kind=x&q=${evil}`),
    await lin.get(`/desk/sign-in?next=/desk/${evil}`),
    await wu.post(`/desk/officers/${evil}/sessions/all/end`),
    await lin.post('/c', { number: SPLIT, k: SPLIT }),
    await lin.get(`/c/${evil}`),
    await lin.get(`/guides/${evil}?q=${evil}`),
  ]
  for (const { status, headers } of answers) {
    expect(status).toBeLessThan(500)
    expect(headers.get('set-cookie') ?? '').not.toContain('stolen')
    expect(headers.get('location') ?? '').not.toMatch(/[\r\n]/)
  }
  // Some of them do lead on: the test means something.
  expect(answers.filter(a => a.status === 303).length).toBeGreaterThanOrEqual(4)
})

test('a letter has the recipients and headers that were meant, whatever its subject and its files are called', async () => {
  const server = await mailServer()
  const mailer = createMailer({ url: `smtp://127.0.0.1:${server.port}`, from: 'office@example.cn' })
  await mailer.send({
    to: 'clerk@example.cn',
    subject: '提醒\r\nBcc: everybody@example.cn\r\nX-Evil: 1',
    text: 'x',
    html: '<p>x</p>',
    files: [{ name: '周报\r\nX-Evil: 1\r\n\r\n.xlsx', mime: 'application/pdf', bytes: Buffer.from('x') }],
  })
  await server.close()
  expect(server.taken.map(l => l.to)).toEqual([['clerk@example.cn']])
  const letter = await simpleParser(server.taken[0]!.raw)
  expect(letter.headers.has('bcc') || letter.headers.has('x-evil')).toBe(false)
  expect(server.taken[0]!.raw.toString()).not.toMatch(/^(x-evil|bcc):/im)
})
