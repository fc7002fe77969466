import { describe, expect, it } from 'vitest'
import type { Inbound } from '../../../../src/domain/base/message.ts'
import { dropPlaceholders, withoutPlaceholders } from '../../../../src/domain/base/text/placeholders.ts'
import { cpuTime } from '../../../helpers/cpu-time.ts'

describe('what a channel could not pass on', () => {
  it.each([
    '【收到不支持的消息类型，暂无法显示】',
    '[收到不支持的消息类型，暂无法显示]',
    '收到不支持的消息类型，暂无法显示',
    '收到不支持的消息类型,暂无法显示。',
    '［收到不支持的消息类型， 暂无法显示］',
    '【 收到 不支持的 消息类型 ， 暂 无法 显示 】',
    '（收到不支持的消息类型，暂无法显示）',
    '「收到不支援的訊息類型，暫無法顯示」',
    '【收到不支持的消息類型，暫無法顯示】',
    '【收到不支持的消息类型，暂无法显示】【收到不支持的消息类型，暂无法显示】',
    '【【收到不支持的消息类型，暂无法显示】】',
    '【收到不支持的消息类型，暂无法显示',
    '收到一条暂不支持的消息类型，请在手机上查看',
    '[收到了一个表情，请在手机上查看]',
    '[该消息类型暂不能展示]',
    '该消息类型暂不支持查看',
    '暂不支持该消息类型',
    '【不支持的消息】',
    '当前版本不支持该消息类型，请升级至最新版本',
    '当前微信版本不支持展示该内容，请升级至最新版本。【不支持的消息类型】',
    '[Unsupported Message]',
    'Unsupported message',
    'UNSUPPORTED MESSAGE TYPE',
    '［Ｕｎｓｕｐｐｏｒｔｅｄ　Ｍｅｓｓａｇｅ］',
    '[ unsupported  message ]',
    '<Unsupported Message>',
    'Received unsupported message type. Unable to display.',
    'This message type is not supported.',
    "This message can't be displayed. Please update your app.",
    'This message is not supported by your version of Telegram. Please update to the latest version.',
    'Message type unknown',
    '[动画表情]',
    '【表情】',
    '[Sticker]',
    '[小程序]',
    '[图片][图片]',
    '暂不支持该消息类型，请在手机端查看',
    '[微信红包]请在手机上查看',
    '当前版本不支持展示该内容，请升级至最新版本',
    '收到不支持的消息类型，暂无法显示(iOS)',
    '[视频通话]',
    '[語音通話]',
    '[QQ表情]',
    '[OpenIM消息]',
    '[接龙]',
    '[直播]',
    '[视频号]',
    '[Animated Sticker]',
    '[Voice Call]',
    '[Red Packet]',
    '[未知消息]',
    '对方撤回了一条消息',
    '[该消息已被撤回]',
    '消息已过期或已被清理',
    'This message was deleted',
  ])('%s is nobody’s words', text => expect(withoutPlaceholders(text)).toBe(''))

  it.each([
    '医保小程序提示不支持，无法打开',
    '无法打开小程序',
    '收到的短信无法显示，怎么办',
    '手机收不到消息',
    '路灯坏了，无法显示车牌',
    '学校不支持转学，怎么办',
    '谢谢[强][微笑]',
    '【东山村】路灯坏了',
    '村口（小卖部旁）',
    '[图] 见附件里的照片',
    'My message was not answered',
    'The street lamp is not supported by a pole',
    '我的消息没人回',
    '不支持',
    '类型',
    '',
    '红包被骗了',
    '微信转账不能退吗',
    '删除消息',
    '我要撤回',
    '[东山村]',
    '[小区]',
    '[低保]',
    '手机信号不能用，请升级基站',
    '视频会议无法打开',
    '[投诉]',
    '[名字]',
    '系统不能升级',
  ])('%s is what a resident wrote', text => expect(withoutPlaceholders(text)).toBe(text))

  it('leaves the words beside it', () => {
    expect(withoutPlaceholders('【收到不支持的消息类型，暂无法显示】路灯坏了')).toBe('路灯坏了')
    expect(withoutPlaceholders('路灯坏了 [Unsupported Message]')).toBe('路灯坏了')
    expect(withoutPlaceholders('[图片一张] 路灯坏了')).toBe('路灯坏了')
  })

  it('is quick with long and hostile texts', () => {
    const used = cpuTime()
    for (const text of [
      '【'.repeat(20_000),
      '【收到不支持的消息类型'.repeat(2000),
      '不支持的消息'.repeat(3000),
      '[a'.repeat(10_000),
      `【${'不支持的消息 '.repeat(20)}`,
    ])
      withoutPlaceholders(text)
    expect(used()).toBeLessThan(1000)
  })
})

describe('a message without it', () => {
  const of = (more: Partial<Inbound>): Inbound => ({
    channel: 'wechat',
    externalId: '1',
    from: 'o',
    at: new Date(0),
    kind: 'text',
    ...more,
  })
  const sentence = '【收到不支持的消息类型，暂无法显示】'

  it('is of an unknown kind when nothing is left', () => {
    expect(dropPlaceholders(of({ text: sentence }))).toMatchObject({
      kind: 'unknown',
      raw: `text:${sentence}`,
    })
    expect(dropPlaceholders(of({ text: sentence }))).not.toHaveProperty('text')
    expect(dropPlaceholders(of({ kind: 'link', text: sentence }))).toMatchObject({ kind: 'unknown' })
  })

  it('keeps what else there is', () => {
    const media = [{ kind: 'photo' as const, ref: 'm' }]
    const photo = dropPlaceholders(of({ kind: 'media', text: sentence, media }))
    expect(photo).toMatchObject({ kind: 'media', media })
    expect(photo).not.toHaveProperty('text')
    const location = { latitude: 30, longitude: 120 }
    expect(
      dropPlaceholders(of({ kind: 'location', location: { ...location, label: sentence } })).location,
    ).toEqual(location)
    expect(dropPlaceholders(of({ text: `${sentence}路灯坏了` }))).toMatchObject({
      kind: 'text',
      text: '路灯坏了',
    })
    const same = of({ text: '路灯坏了' })
    expect(dropPlaceholders(same)).toBe(same)
  })
})
