import { describe, expect, it } from 'vitest'
import { chineseNumber, withCounts, withDigits } from '../../../../src/domain/base/text/chinese-number.ts'

describe('numbers in characters', () => {
  it.each([
    ['一百', 100],
    ['两千五', 2500],
    ['两千五百', 2500],
    ['两千零五', 2005],
    ['十二', 12],
    ['二十', 20],
    ['一百零三', 103],
    ['一百二', 120],
    ['三万五', 35000],
    ['一万零五十', 10050],
    ['十五万', 150000],
    ['一亿二千万', 120000000],
    ['一三八', 138],
    ['零', 0],
  ])('%s is %d', (said, value) => expect(chineseNumber(said)).toBe(value))

  it.each(['', '百', '一二百三百四', '十十', '几百', '万'])('%j is none', said =>
    expect(chineseNumber(said)).toBeUndefined(),
  )

  it('says every whole number up to a hundred thousand as people write it, and reads it back', () => {
    const digit = [...'零一二三四五六七八九']
    const say = (n: number): string => {
      if (n >= 10_000) return `${say(Math.floor(n / 10_000))}万${rest(n % 10_000, 1000)}`
      for (const [unit, name] of [
        [1000, '千'],
        [100, '百'],
        [10, '十'],
      ] as const)
        if (n >= unit) return `${digit[Math.floor(n / unit)]}${name}${rest(n % unit, unit / 10)}`
      return digit[n]!
    }
    const rest = (n: number, next: number) => (n === 0 ? '' : n < next ? `零${say(n)}` : say(n))
    for (let n = 0; n < 100_000; n += 37) expect(chineseNumber(say(n)), say(n)).toBe(n)
  })

  it('writes days and sums with digits', () => {
    expect(withDigits('二零二六年十一月五号')).toBe('2026年11月5号')
    expect(withDigits('大概两千五百块')).toBe('大概2500块')
  })

  it.each([
    ['三号楼二单元', '3号楼2单元'],
    ['八十岁', '80岁'],
    ['一百二十平方米', '120平米'],
    ['120m2', '120平米'],
    ['两公里', '2公里'],
    ['5 kg', '5公斤'],
    ['十二点', '12点'],
    ['一点都不好', '一点都不好'],
    ['一块去', '一块去'],
    ['万一停水', '万一停水'],
  ])('counts: %s → %s', (said, text) => expect(withCounts(said)).toBe(text))
})
