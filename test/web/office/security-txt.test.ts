import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { parseOffice } from '../../../src/domain/office/office-file.ts'
import { ROOT } from '../../../src/root.ts'
import { sampleOffice } from '../../helpers/context.ts'
import { type TestSite, testSite } from '../../helpers/site.ts'

let site: TestSite | undefined
afterEach(() => site?.close())

async function fetched(contact?: string) {
  const content = await sampleOffice()
  const security = contact === undefined ? {} : { contact }
  site = await testSite({ content: { ...content, office: { ...content.office, security } } })
  site.ctx.clock.set('2026-11-16T23:00+08:00')
  return fetch(`${site.url}/.well-known/security.txt`)
}

it('tells whom to write to about a vulnerability, as RFC 9116 says', async () => {
  const answer = await fetched('mailto:anquan@town.example')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8')
  expect(await answer.text()).toBe(
    `Contact: mailto:anquan@town.example\nExpires: 2027-02-14T00:00:00.000Z\nPreferred-Languages: zh, en\nCanonical: ${site!.url}/.well-known/security.txt\n`,
  )
})

it('is not there without a contact', async () => {
  expect((await fetched()).status).toBe(404)
})

it('takes only an address on one line', () => {
  const sample = readFileSync(join(ROOT, 'flows/office.yaml'), 'utf8')
  const problems = (contact: string) =>
    parseOffice(`${sample}\nsecurity: { contact: ${JSON.stringify(contact)} }\n`, 'office.yaml').problems
  for (const right of ['mailto:a@b.example', 'https://town.example/security', 'tel:+86-571-88100000'])
    expect(problems(right)).toEqual([])
  for (const wrong of [
    'a@b.example',
    'http://town.example',
    'mailto:a@b.example\nContact: mailto:evil@x',
    'javascript:1',
    '',
  ])
    expect(
      problems(wrong).map(p => p.message),
      wrong,
    ).toContain('写成 mailto:邮箱、https://网址 或 tel:电话')
})
