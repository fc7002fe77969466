import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createSceneCode,
  type MenuButton,
  menuProblems,
  publishMenu,
} from '../../../src/channels/wechat/menu.ts'
import { type Bench, makeBench } from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await makeBench()
})
afterEach(() => bench.stop())

const MENU: MenuButton[] = [
  {
    name: '我要反映',
    below: [
      { name: '投诉', key: 'complaint' },
      { name: '咨询', key: 'inquiry' },
    ],
  },
  { name: '查进度', key: 'track' },
  { name: '办事指南', url: 'https://office.example/guides' },
]

describe('the menu', () => {
  it('is published as WeChat takes it', async () => {
    expect(menuProblems(MENU)).toEqual([])
    await publishMenu(bench.channel.api, MENU)
    expect(bench.wechat.menu).toMatchObject({
      button: [
        { sub_button: [{ type: 'click', key: 'complaint' }, {}] },
        { type: 'click', key: 'track' },
        { type: 'view' },
      ],
    })
  })

  const wrong: [name: string, menu: MenuButton[], words: string][] = [
    ['no button', [], '1–3 个'],
    ['four buttons', Array(4).fill(MENU[1]), '现在有 4 个'],
    ['six below', [{ name: '多', below: Array(6).fill(MENU[1]) }], '现在有 6 个'],
    ['a long name', [{ name: '我要反映情况', key: 'k' }], '16 个字节'],
    ['a long key', [{ name: '查', key: 'k'.repeat(129) }], '128 个字节'],
    ['a wrong address', [{ name: '查', url: 'javascript:1' }], 'https://'],
    ['a third level', [{ name: '一', below: [{ name: '二', below: MENU }] }], '不能再分级'],
  ]
  for (const [name, menu, words] of wrong) {
    it(`with ${name} is found wrong before WeChat refuses it`, async () => {
      expect(
        menuProblems(menu)
          .map(p => p.message)
          .join(),
      ).toContain(words)
      await expect(publishMenu(bench.channel.api, menu)).rejects.toThrow('/cgi-bin/menu/create')
    })
  }
})

describe('scene codes', () => {
  it('are made for a scene, and refused for one that is too long', async () => {
    expect((await createSceneCode(bench.channel.api, 'village-3')).url).toMatch(/^http/)
    await expect(createSceneCode(bench.channel.api, 'x'.repeat(65))).rejects.toThrow('40035')
  })
})
