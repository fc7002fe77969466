import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMenu } from '../../../src/channels/wechat/menu-file.ts'
import { ROOT } from '../../../src/root.ts'
import { loadMenu } from '../../../src/usecases/office/load-menu.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { sampleOffice, testContext, typed } from '../../helpers/context.ts'

const parse = (text: string) =>
  parseMenu(text, 'menu.yaml', { starts: ['complaint', 'track'], baseUrl: 'https://office.example' })
const told = (text: string) => parse(text).problems.map(p => `${p.line} ${p.message}`)

describe('flows/menu.yaml', () => {
  it('starts dialogues and opens pages', () => {
    const { menu, problems } = parse(`
buttons:
  - name: 反映
    below:
      - { name: 反映问题, start: complaint }
      - { name: 办事指南, open: /guides }
  - { name: 县政府, open: 'https://county.example/' }
`)
    expect(problems).toEqual([])
    expect(menu).toEqual([
      {
        name: '反映',
        below: [
          { name: '反映问题', key: 'complaint' },
          { name: '办事指南', url: 'https://office.example/guides' },
        ],
      },
      { name: '县政府', url: 'https://county.example/' },
    ])
  })

  const wrong: [name: string, text: string, ...told: RegExp[]][] = [
    ['a key that starts nothing', 'buttons:\n  - { name: 查, start: trak }\n', /^2 菜单对话里没有 trak/],
    ['two ways at once', 'buttons:\n  - { name: 查, start: track, open: /x }\n', /^2 .*只能有一样/],
    ['no way at all', 'buttons:\n  - name: 空\n', /^2 .*只能有一样/],
    ['a name that is too long', 'buttons:\n\n  - { name: 我要反映情况, start: track }\n', /^3 .*16 个字节/],
    [
      'a third level',
      'buttons:\n  - name: 一\n    below:\n      - name: 二\n        below: [{ name: 三, start: track }]\n',
      /^4 “二”下面不能再分级/,
    ],
    ['four buttons', `buttons:\n${'  - { name: 查, start: track }\n'.repeat(4)}`, /^1 .*现在有 4 个/],
    ['an unknown word', 'buttons:\n  - { name: 查, begin: track }\n', /^2 不认识的项：begin/],
    ['no YAML', 'buttons: [', /YAML 写法不对/],
  ]
  for (const [name, text, ...expected] of wrong) {
    it(`with ${name} is told with its line`, () => {
      const problems = told(text).join('\n')
      for (const words of expected) expect(problems).toMatch(new RegExp(words, 'm'))
      expect(parse(text).menu).toBeUndefined()
    })
  }

  it('as shipped is right, and every key starts its dialogue when it is pressed', async () => {
    const dir = join(ROOT, 'flows')
    const { flows } = await sampleOffice()
    const { menu, problems } = await loadMenu(dir, flows, 'https://office.example')
    expect(problems).toEqual([])
    const keys = [...readFileSync(join(dir, 'menu.yaml'), 'utf8').matchAll(/start: (\w+)/g)].map(m => m[1]!)
    expect(menu).toHaveLength(3)
    expect(keys.length).toBeGreaterThan(5)
    expect(keys).toContain('complaint')
    const ctx = await testContext()
    for (const key of keys) {
      const event = { name: 'click' as const, key }
      const press = typed(ctx, `o-${key}`, '', { channel: 'wechat', kind: 'event', event })
      const { replies } = await receiveMessage(ctx, press)
      const sessions = await ctx.db.read.session.findMany({ orderBy: { contactId: 'desc' } })
      // Either a question is open now, or what there was to say is said.
      expect(replies[0]!.text, key).not.toMatch(/您想办什么|现在没有在办/)
      if (key === 'complaint') expect(sessions[0]!.flowId).toBe('complaint')
    }
    await ctx.close()
  })
})
