import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mattersIn } from '../../src/search/mod.ts'
import { runs } from '../helpers/runs.ts'

describe('several matters in one message', () => {
  it.each<[string, string[]]>([
    [
      '一、东山村小学门口的路灯坏了三个月。二、村口的垃圾好久没人收。三、自来水经常停水。',
      ['东山村小学门口的路灯坏了三个月', '村口的垃圾好久没人收', '自来水经常停水'],
    ],
    [
      '书记您好，我要反映三个问题：1.路灯不亮2.垃圾没人收3.停水',
      ['书记您好，我要反映三个问题：路灯不亮', '垃圾没人收', '停水'],
    ],
    ['第一，村口路灯坏了没人修；第二，我家门口下水道堵了', ['村口路灯坏了没人修', '我家门口下水道堵了']],
    ['一是路灯不亮，二是垃圾没人清运', ['路灯不亮', '垃圾没人清运']],
    ['（1）井盖坏了\n（2）半夜有人放喇叭，吵得睡不着', ['井盖坏了', '半夜有人放喇叭，吵得睡不着']],
    [
      '村口的路灯坏了半个月没人修。还有一件事，东头的垃圾桶满了没人收。',
      ['村口的路灯坏了半个月没人修', '东头的垃圾桶满了没人收'],
    ],
    ['路灯坏了，另外垃圾也没人收', ['路灯坏了', '垃圾也没人收']],
  ])('%s', (text, matters) => {
    expect(mattersIn(text)).toEqual(matters)
  })

  it.each([
    ['one matter', '小学门口的路灯坏了三个月没人管'],
    ['the sides of one matter', '我们村的路有三个问题：一、路面坑多。二、路太窄。三、路边没护栏'],
    ['reasons', '低保停了不合理：一、我有残疾；二、儿子没工作；三、没有收入'],
    ['demands', '水沟堵了没人管。希望：1、清理水沟 2、修好路灯'],
    ['what happened, in its order', '1、三月路灯坏了没人修。2、五月报修，没人来。3、八月又断电了。'],
    ['points about one owner', '我们小区物业太差：1、路灯不亮 2、垃圾没人收 3、电梯坏了'],
    ['points against one builder', '开发商违约：1、路灯不亮 2、绿化没有 3、停车没位置'],
    ['a point that is no trouble', '一、路灯坏了没人修。二、谢谢你们上次修好了水管。'],
    ['numbers in a sentence', '我家住3栋1单元2楼，楼上漏水没人管'],
    ['the same twice', '东头的路灯坏了没人修。还有一件事，西头的路灯也坏了没人修。'],
    ['a passing 另外', `${'路灯坏了以后晚上没人敢出门，'.repeat(12)}另外垃圾也没人收`],
  ])('%s stays one', (_what, text) => {
    expect(mattersIn(text)).toEqual([text])
  })

  it('loses no word: only numbers and words such as 还有一件事 between the matters', () => {
    const words = [
      '一、',
      '二、',
      '1.',
      '2.',
      '还有一件事，',
      '另外',
      '路灯坏了',
      '垃圾没人收',
      '停水',
      '水沟堵了',
      '您好',
      '。',
      '，',
      '\n',
      '三年',
    ]
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 25 }), parts => {
        const text = parts.join('')
        const matters = mattersIn(text)
        expect(matters.length).toBeGreaterThan(0)
        const count = (all: string, word: string) => all.split(word).length - 1
        for (const word of ['路灯坏了', '垃圾没人收', '停水', '水沟堵了', '您好', '三年'])
          expect(count(matters.join('\n'), word)).toBe(count(text, word))
      }),
      runs(),
    )
  })
})
