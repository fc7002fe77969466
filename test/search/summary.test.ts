import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keySentenceOf, summaryOf } from '../../src/search/mod.ts'
import { cpuTime } from '../helpers/cpu-time.ts'
import { runs } from '../helpers/runs.ts'

const CANAL =
  '尊敬的书记您好！我是东山村三组的村民王大山，今年六十八岁，一辈子种地，从来没有给政府添过麻烦。这次实在没有办法才写这封信。我们三组后面那条水渠从去年秋天就塌了一段，到现在没人修。今年春天放水的时候，水全部漫到田里，二十多亩秧苗泡死了。我们找过村里好几次，村里说没有钱，让我们等。眼看马上又要放水了，大家心里都很着急。希望镇里派人来看看，尽快把水渠修好。谢谢领导，祝您工作顺利！'
const GRILL =
  '各位领导你们好，打扰了。事情是这样的，我家住在镇上幸福路，楼下去年开了一家烧烤店，每天晚上烤到凌晨两三点。油烟直接往我家窗户里灌，窗户都不敢开。客人喝了酒大喊大叫，孩子明年要中考，根本没法学习。我跟老板说过很多次，他每次都答应，过两天又一样。打过电话投诉，来人看了一下就走了，走了以后照旧。希望能装个油烟机，晚上十一点以后不要在外面摆桌子。请你们帮忙管一管，给个答复，感谢！'
const ALLOWANCE =
  '书记，您好，我今年七十二了，老伴瘫在床上五年，儿子前年车祸走了，家里就我们两个。以前村里给我们办过低保，去年年底突然停了，也没人跟我们说原因。我去村委会问，会计说系统里查出来有存款，可那是儿子的赔偿款，都用来给老伴看病了，早就没有了。我把医院的单子都留着，可以拿给你们看。现在每个月只有一百多块养老金，药都买不起。请镇里帮忙查一查，低保为什么停了，能不能恢复。'

describe('a long letter in its own sentences', () => {
  it.each([
    [
      'the canal',
      CANAL,
      '我们三组后面那条水渠从去年秋天就塌了一段，到现在没人修。希望镇里派人来看看，尽快把水渠修好',
    ],
    ['the grill', GRILL, /油烟直接往我家窗户里灌，窗户都不敢开。.*希望能装个油烟机/],
    ['the allowance', ALLOWANCE, /低保，去年年底突然停了.*请镇里帮忙查一查，低保为什么停了，能不能恢复/],
  ])('%s: what is wrong and what is asked for', (_what, letter, summary) => {
    expect(summaryOf(letter)).toMatch(summary)
  })

  it.each([
    ['the canal', CANAL, '我们三组后面那条水渠从去年秋天就塌了一段，到现在没人修'],
    ['the grill', GRILL, '油烟直接往我家窗户里灌，窗户都不敢开'],
    ['a greeting first', '书记您好，我们村的路灯坏了', '我们村的路灯坏了'],
    ['an introduction first', '您好！我是石桥村的，水管爆了，一直往外冒水。', '水管爆了，一直往外冒水'],
    ['a short message', '小学门口的路灯坏了三个月没人管', '小学门口的路灯坏了三个月没人管'],
    ['the first sentence of a short message', '路灯坏了。已经反映过两次。', '路灯坏了'],
    ['only a greeting', '您好', '您好'],
    ['one endless word', '路灯坏了没人修'.repeat(9), `${'路灯坏了没人修'.repeat(9).slice(0, 29)}…`],
  ])('the title of %s', (_what, text, title) => {
    expect(keySentenceOf(text)).toBe(title)
  })

  const clause = fc.constantFrom(
    ...[
      '尊敬的书记',
      '您好',
      '我是东山村的村民',
      '路灯坏了三个月',
      '没人修',
      '希望尽快处理',
      '但是他不听',
      '谢谢',
      '那天下着雨',
      '孩子要上学',
      '1、水沟堵了',
      '😀',
    ],
  )
  const letter = fc
    .array(fc.tuple(clause, fc.constantFrom('，', '。', '！', '\n')), { minLength: 1, maxLength: 120 })
    .map(parts => parts.map(([words, end]) => words + end).join(''))

  it('takes its sentences from the letter, keeps to the length, and never begins with a greeting if it can', () => {
    fc.assert(
      fc.property(letter, fc.integer({ min: 20, max: 100 }), (text, max) => {
        const summary = summaryOf(text, max)
        expect([...summary].length).toBeLessThanOrEqual(max)
        expect(summary).not.toBe('')
        for (const part of summary.split(/[。，；]/)) expect(text).toContain(part.replace(/…$/u, ''))
        if (text.includes('路灯坏了三个月')) expect(summary).not.toMatch(/书记|您好|谢谢|村民/)
        expect(summaryOf(text, max)).toBe(summary)
      }),
      runs(),
    )
  })

  it('counts a sentence that is repeated once', () => {
    const plea = '我们找了很多部门，一次次失望。'
    const letter = `尊敬的书记您好。${plea.repeat(8)}楼下饭店的油烟每天排到我家窗口，老人咳得厉害。${plea.repeat(8)}`
    const summary = summaryOf(letter)
    expect(summary).toContain('油烟')
    expect(summary.split('一次次失望').length).toBeLessThanOrEqual(2)
  })

  it('reads 20,000 characters at once', () => {
    const long = '水沟堵了没人管，一下雨就倒灌。'.repeat(1400)
    const spent = cpuTime()
    summaryOf(long)
    summaryOf('坏'.repeat(20_000))
    expect(spent()).toBeLessThan(2000)
  })
})
