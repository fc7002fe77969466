import { describe, expect, it } from 'vitest'
import { parseFlows } from '../../src/flow/mod.ts'

const check = (text: string, file = 'flows/dialogues/a.yaml') =>
  parseFlows([{ file, text }]).problems.map(p => ({ ...p, column: undefined }))

const found = (text: string) =>
  check(text).map(p => `${p.line} ${p.message}${p.suggestion ? ` → ${p.suggestion}` : ''}`)

describe('checking flow files', () => {
  it('reports three mistakes in one file at once, each with its line', () => {
    const text = `id: a
name: 甲
steps:
  one:
    ask: txt
    prompt: 什么事？
  two:
    say: 你好 {{nmae}}
    next: thre
  three: { end: done }
`
    expect(found(text)).toEqual([
      '5 没有“txt”这种提问 → 是不是想写 text？',
      '7 步骤 two 永远走不到 → 删掉它，或让某一步的 next 指向它',
      '8 没有变量 nmae',
      '9 没有叫 thre 的步骤 → 是不是想写 three？',
      '10 步骤 three 永远走不到 → 删掉它，或让某一步的 next 指向它',
    ])
  })

  it('reports problems of several files, and returns the valid flows', () => {
    const { flows, problems } = parseFlows([
      { file: 'a.yaml', text: 'id: a\nname: 甲\nsteps:\n  one: { say: 你好 }\n' },
      { file: 'b.yaml', text: 'id: b\nname: 乙\nsteps:\n  one: { flow: c }\n  end: { end: done }\n' },
      { file: 'd.yaml', text: 'id: d\nname: 丁\nsteps:\n  one: { end: done }\n' },
    ])
    expect(flows.map(flow => flow.id)).toEqual(['d'])
    expect(problems.map(p => [p.file, p.line, p.message])).toEqual([
      ['a.yaml', 4, '步骤 one 后面没有去处'],
      ['b.yaml', 4, '没有叫 c 的流程'],
    ])
  })

  it('reports a file that is not YAML with its line, and no problem in flows that call it', () => {
    const { problems } = parseFlows([
      { file: 'a.yaml', text: 'id: a\nname: 甲\nsteps:\n  one: { flow: b }\n  end: { end: done }\n' },
      { file: 'b.yaml', text: 'id: b\nname: [乙\nsteps:\n' },
    ])
    expect(problems.map(p => p.file)).toEqual(['b.yaml'])
    expect(problems[0]!.line).toBeGreaterThan(1)
  })

  it('finds an unknown key and suggests a similar one', () => {
    expect(
      found(
        'id: a\nname: 甲\nsteps:\n  one:\n    ask: text\n    promt: 什么事？\n    prompt: 什么事？\n  two: { end: done }\n',
      ),
    ).toEqual([
      '6 不认识“promt” → 是不是想写 prompt？',
      '8 步骤 two 永远走不到 → 删掉它，或让某一步的 next 指向它',
    ])
  })

  it('finds a question that takes personal data from the text of somebody who may stay anonymous', () => {
    const text = `id: a
name: 甲
vars: [text]
steps:
  one: { ask: phone, prompt: 电话？, optional: true, guess: text }
  two: { ask: since, prompt: 从什么时候？, ifMissing: skip }
  three: { call: open_case, args: { kind: report, text: '{{text}}', anonymous: true }, on: { ok: four } }
  four: { end: done }
`
    expect(found(text)).toEqual([
      '5 这个流程可以匿名，步骤 one 不能从话里取个人信息 → 去掉 guess',
      '6 步骤 two 永远不会问 → 加上 guess: 变量名，或去掉 ifMissing',
      '6 步骤 two 没说到就不问，答案可能是空的 → 加上 optional: true',
    ])
  })

  it('finds a loop that never waits', () => {
    const text = 'id: a\nname: 甲\nsteps:\n  one: { say: 你好, next: two }\n  two: { say: 再见, next: one }\n'
    expect(found(text)).toEqual(['4 从 one 到 two 转圈，中间没有等群众回话 → 在圈里加一个 ask 步骤'])
  })

  it('accepts a loop with a question', () => {
    expect(
      found(
        'id: a\nname: 甲\nsteps:\n  one: { ask: text, prompt: 什么事？ }\n  two: { say: 再说一次, next: one }\n',
      ),
    ).toEqual([])
  })

  it('finds a missing exit of a call, an unknown action, argument and outcome', () => {
    const text = `id: a
name: 甲
steps:
  one:
    call: find_case
    args: { numbr: '1' }
    on: { one: end, many: end, not_found: end, mine: end }
  two: { call: open_cas, on: { ok: end } }
  end: { end: done }
`
    expect(found(text)).toEqual([
      '6 动作 find_case 没有参数 numbr → 是不是想写 number？',
      '7 动作 find_case 的结果 miscopied 没有去处 → 在 on 里加 miscopied: 步骤名',
      '7 动作 find_case 的结果 not_yours 没有去处 → 在 on 里加 not_yours: 步骤名',
      '7 动作 find_case 没有“mine”这种结果',
      '8 步骤 two 永远走不到 → 删掉它，或让某一步的 next 指向它',
      '8 没有叫 open_cas 的动作 → 是不是想写 open_case？',
    ])
  })

  it('finds a missing argument of a call', () => {
    const text =
      'id: a\nname: 甲\nsteps:\n  one: { call: rate_case, args: { rating: 5 }, on: { ok: end, not_rateable: end } }\n  end: { end: done }\n'
    expect(found(text)).toEqual(['4 动作 rate_case 缺少参数 number → 在 args 里加 number'])
  })

  it('finds a text too long for one WeChat message', () => {
    const text = `id: a\nname: 甲\nsteps:\n  one: { say: ${'长'.repeat(700)} }\n  end: { end: done }\n`
    expect(found(text)[0]).toMatch(/^4 步骤 one 的话有 2105 字节，超过微信一条消息的 2048 字节/)
  })

  it.each([
    '//evil.example/a',
    'javascript:alert(1)',
    '{{from}}',
    'https://{{from}}/a',
    'https://a{{from}}.example/',
    'https://',
    'guides',
    '/a b',
    '/\\\\evil.example',
  ])('finds a card with an invalid address or one from a resident: %s', url => {
    const text = `id: a\nname: 甲\nvars: [from]\nsteps:\n  one:\n    say: 看\n    card: { title: 页, url: '${url}' }\n  end: { end: done }\n`
    expect(found(text)).toEqual([expect.stringMatching(/^7 卡片打不开这个网址：/)])
  })

  it.each(['/guides', '/guides/{{from}}', 'https://gov.example/a?q={{from}}', 'http://10.0.0.1:8080/'])(
    'takes a card to %s for sound',
    url => {
      const text = `id: a\nname: 甲\nvars: [from]\nsteps:\n  one:\n    say: 看\n    card: { title: 页, url: '${url}' }\n  end: { end: done }\n`
      expect(found(text)).toEqual([])
    },
  )

  it('finds a card with a menu, an unknown variable in a card, and a card without Chinese text', () => {
    const text = `id: a
name: 甲
steps:
  one:
    say: 看
    card: { title: { en: Page }, text: '{{x}}', url: '/{{y}}' }
    choices: [{ value: a, label: 甲, start: a }]
  end: { end: done }
`
    expect(
      found(text)
        .map(line => line.replace(/ →.*/, ''))
        .sort(),
    ).toEqual(['6 卡片上放不了 choices', '6 没有变量 x', '6 没有变量 y', '6 缺少中文（zh）'])
  })

  it('requires Chinese, and warns when another language is missing', () => {
    const text =
      'id: a\nname: 甲\nsteps:\n  one: { say: { en: Hello } }\n  two: { say: { zh: 再见 } }\n  end: { end: done }\n'
    expect(check(text).map(p => [p.line, p.message, p.severity])).toEqual([
      [4, '缺少中文（zh）', 'error'],
      [5, '缺少 en，会显示中文', 'warning'],
    ])
  })

  it('finds sub-flows that call themselves', () => {
    const { problems } = parseFlows([
      { file: 'a.yaml', text: 'id: a\nname: 甲\nsteps:\n  one: { flow: b }\n  end: { end: done }\n' },
      {
        file: 'b.yaml',
        text: 'id: b\nname: 乙\nsteps:\n  q: { ask: text, prompt: 什么？ }\n  one: { flow: a }\n  end: { end: done }\n',
      },
    ])
    expect(problems.map(p => p.message)).toContain('流程 a 经过 b 又回到自己')
  })

  it('finds an item to confirm without a label, and one that is no question', () => {
    const text =
      'id: a\nname: 甲\nsteps:\n  q: { ask: text, prompt: 什么？ }\n  c: { confirm: [q, p], prompt: 对吗？ }\n  end: { end: done }\n'
    expect(found(text)).toEqual([
      '4 步骤 q 要核对，缺少 label → 加上 label: 如“地点”',
      '5 核对的第 2 项 p 不是提问步骤 → 是不是想写 q？',
    ])
  })

  it('gives equal definitions the same version, and another order of steps another version', () => {
    const version = (steps: string) =>
      parseFlows([{ file: 'a.yaml', text: `id: a\nname: 甲\nsteps:\n${steps}` }]).flows[0]!.version
    const one = version('  x: { say: 一 }\n  y: { say: 二 }\n  z: { end: done }\n')
    expect(version('  x:   { say: "一" }\n  # a remark\n  y: { say: 二 }\n  z: { end: done }\n')).toBe(one)
    expect(version('  y: { say: 二 }\n  x: { say: 一 }\n  z: { end: done }\n')).not.toBe(one)
  })

  it.each([
    '',
    '[]',
    '1',
    'id: a',
    'id: a\nname: 甲\nsteps: []\n',
    'id: a\nname: 甲\nsteps:\n  one:\n',
    '\u0000',
  ])('reports problems of %j and does not throw', text => {
    expect(check(text).length).toBeGreaterThan(0)
  })
})
