import { describe, expect, it } from 'vitest'
import { looksForwarded } from '../../src/flow/words/forwarded.ts'
import { isOnlyLinks } from '../../src/flow/words/links.ts'
import { countSent, nameSent } from '../../src/flow/words/sent.ts'

describe('files have a name and a counter', () => {
  it.each([
    [['photo'], '1 张照片', '1 photo'],
    [['photo', 'photo'], '2 张照片', '2 photos'],
    [['voice'], '1 段语音', '1 voice message'],
    [['video', 'file', 'video'], '2 段视频、1 个文件', '2 videos, 1 file'],
    [['voice', 'photo', 'voice'], '1 张照片、2 段语音', '1 photo, 2 voice messages'],
    [['photo', undefined], '2 个', '2'],
  ] as const)('%j', (kinds, zh, en) => {
    expect(countSent('zh', kinds)).toBe(zh)
    expect(countSent(undefined, kinds)).toBe(zh)
    expect(countSent('en', kinds)).toBe(en)
  })

  it('one that has just come is called by its name alone', () => {
    expect(nameSent('zh', ['voice'])).toBe('语音')
    expect(nameSent('zh', ['voice', 'voice'])).toBe('2 段语音')
    expect(nameSent('en', ['file'])).toBe('1 file')
  })
})

describe('an address alone is a link', () => {
  it.each([
    'https://a.example/x?y=1',
    'www.a.example',
    'HTTP://a.example',
    'http://a.example http://b.example',
  ])('%s', text => expect(isOnlyLinks(text)).toBe(true))
  it.each(['', 'a.example', '看这个 https://a.example', 'https://a.example路灯坏了', '投诉'])(
    '%s is not',
    text => expect(isOnlyLinks(text)).toBe(false),
  )
})

describe('chain letters and advertisements', () => {
  it.each([
    '请马上转发到十个群，三天内好运来',
    '看到的都转发给 20 个好友，不转会倒霉',
    '紧急扩散！今晚十二点全国停电，大家互相转告，转发周知',
    '为了家人健康，转到所有群里',
    '加微信 abc123 领红包',
    '添加客服微信免费领取福利',
    '限时优惠，全场五折，扫码购买',
    '快来免费领取鸡蛋，前一百名有效',
    '兼职刷单，日入过千，有意加 vx',
    '无抵押贷款，当天到账，秒批',
  ])('%s', text => expect(looksForwarded(text)).toBe(true))

  it.each([
    '小学门口的路灯坏了三个月没人管',
    '有人在群里让大家加微信领红包，是不是骗人的',
    '我加微信领红包被骗了两千块',
    '村口墙上贴满了无抵押贷款的小广告',
    '我把情况转给村长了，他不管',
    '低保怎么申请',
    '孩子的医保能不能转到外地',
    '户口怎么转到镇上',
    '请把这个情况转给镇长',
    '扫码进不去，门口的码坏了',
    '扫码支付的时候水费多扣了',
    '红包、礼金攀比太严重，建议管一管',
    '补贴在哪里领取',
    '优惠券怎么领取',
    '需要代开发票',
    '怀孕了想免费领取叶酸',
    '残疾人证破了，免费换领',
    '厂里包工头收红包才给派活',
    '我月入 2000，想申请公租房',
    '打开软件点击“发票领用”进入申领页面，一直转圈',
    '厅里转发的文件到现在没有落实',
    '老人去哪里领取养老金',
    '党员群里通知开会我没收到',
  ])('%s is not one', text => expect(looksForwarded(text)).toBe(false))
})
