import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findCaseNumbers } from '../../src/domain/base/text/case-number.ts'
import { listConversations } from '../../src/usecases/talk/conversations.ts'
import { officer } from '../helpers/context.ts'
import { eventually } from '../helpers/eventually.ts'
import { TONE } from '../helpers/voice.ts'
import { type WeChatOffice, wechatOffice } from '../helpers/wechat-office.ts'
import { textOf, type WeChatResident } from '../tools/stand-in/wechat/mod.ts'

/** What residents send instead of words: through the webhook to the answer and, where there is one, to the case. */

let office: WeChatOffice
let residents = 0
beforeAll(async () => {
  office = await wechatOffice()
})
afterAll(() => office.stop())

const someone = () => office.resident(`o-sender-${++residents}`)
async function sends(
  who: WeChatResident,
  type: string,
  fields: Record<string, string> = {},
): Promise<string> {
  office.clock.advance(1)
  return textOf(await who.message(type, fields).deliver())
}
const voice = () => ({
  MediaId: office.wechat.addMedium({ type: 'audio/amr', bytes: TONE }),
  Format: 'amr',
  Recognition: '',
})
async function photo() {
  const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#223344' } })
    .jpeg()
    .toBuffer()
  return { PicUrl: 'http://x.example/', MediaId: office.wechat.addMedium({ type: 'image/jpeg', bytes }) }
}
const numberIn = (heard: string) => findCaseNumbers(heard)[0]!.number!
const filesOf = async (number: string) =>
  (await office.view(number)).attachments.map(file => [file.kind, file.status])

describe('a voice message', () => {
  it('and one digit register a matter: the officer hears it on the case', async () => {
    const who = someone()
    expect(await sends(who, 'voice', voice())).toMatch(/^语音收到了，会交给工作人员听。[\s\S]*哪个村/)
    const number = numberIn(await office.says(who, '2'))
    const view = await office.view(number)
    expect(view.text).toBe('语音留言，请听附件')
    await eventually(async () => expect(await filesOf(number)).toEqual([['voice', 'stored']]))
  })

  it('and two more register it without a single character; a later one goes to the same case', async () => {
    const who = someone()
    await sends(who, 'voice', voice())
    expect(await sends(who, 'voice', voice())).toMatch(/语音收到了[\s\S]*哪个村/)
    const number = numberIn(await sends(who, 'voice', voice()))
    expect(await sends(who, 'voice', voice())).toBe(`语音收到了，已经放进${number}这一件。`)
    const added = (await office.view(number)).events.find(event => event.type === 'supplemented')
    expect(added?.data).toMatchObject({ text: '（发来语音）' })
    await eventually(async () =>
      expect(await filesOf(number)).toEqual(Array.from({ length: 4 }, () => ['voice', 'stored'])),
    )
  })

  it('answers the question what it is about', async () => {
    const who = someone()
    await office.says(who, '投诉')
    expect(await sends(who, 'voice', voice())).toMatch(
      /^语音收到了，会和这件事一起交给工作人员听。[\s\S]*哪个村/,
    )
    expect((await office.view(numberIn(await office.says(who, '跳过')))).text).toBe('语音留言，请听附件')
  })

  it('with a transcript is both: the words are the text, and the voice is with the case', async () => {
    const who = someone()
    const heard = await sends(who, 'voice', { ...voice(), Recognition: '东山村小学门口的路灯坏了没人管。' })
    expect(heard).not.toMatch(/没看懂|用不上/)
    let asked = heard
    for (let turns = 0; turns < 6 && !/登记好了/.test(asked); turns++)
      asked = await office.says(who, /对不对/.test(asked) ? '确认' : '跳过')
    const number = numberIn(asked)
    expect((await office.view(number)).text).toContain('路灯坏了没人管')
    await eventually(async () => expect(await filesOf(number)).toEqual([['voice', 'stored']]))
  })

  it('without a case that comes of it is found among what the bot did not understand', async () => {
    const who = someone()
    await sends(who, 'voice', voice())
    const { ctx } = office.service
    const reader = await officer(ctx, 'manager', '周收听')
    const { items } = await listConversations(ctx, reader, { said: 'voice', unclear: true })
    expect(items.length).toBeGreaterThan(0)
  })
})

describe('as the first message', () => {
  const cases: [what: string, type: string, fields: () => Record<string, string>, answer: RegExp][] = [
    [
      'video',
      'video',
      () => ({ MediaId: 'v1', ThumbMediaId: 't' }),
      /^视频收到了。\n\n拍的是什么事？在哪里？$/,
    ],
    ['short video', 'shortvideo', () => ({ MediaId: 'v2', ThumbMediaId: 't' }), /^视频收到了。/],
    [
      'location',
      'location',
      () => ({ Location_X: '30.1', Location_Y: '120.2', Scale: '20', Label: '幸福路 3 号' }),
      /^位置收到了。\n\n那里有什么事？$/,
    ],
    [
      'link',
      'link',
      () => ({ Title: '标题', Description: '说明', Url: 'http://a.example/' }),
      /^链接收到了，我们不点开它。/,
    ],
    ['address typed as text', 'text', () => ({ Content: 'https://a.example/x?y=1' }), /^链接收到了/],
    ['file', 'file', () => ({ Title: '水费单.pdf', FileKey: 'k' }), /^文件没有传过来[\s\S]*您想办什么/],
    ['mini program', 'miniprogrampage', () => ({ Title: 'x' }), /^小程序这里打不开。[\s\S]*您想办什么/],
    ['contact card', 'card', () => ({}), /^名片这里看不到。[\s\S]*您想办什么/],
    ['something new', 'hologram', () => ({}), /^这条消息没有传过来[\s\S]*您想办什么/],
    ['sticker', 'text', () => ({ Content: '[动画表情]' }), /^表情这里看不到。[\s\S]*您想办什么/],
    ['emoji', 'text', () => ({ Content: '😡😡' }), /^表情收到了。[\s\S]*您想办什么/],
    [
      'chain letter',
      'text',
      () => ({ Content: '看到请马上转发到十个群，好人一生平安，不转会后悔' }),
      /^这像是转发的消息或广告，先没有登记。/,
    ],
    [
      'advertisement',
      'text',
      () => ({ Content: '加微信 abc123 领红包，先到先得' }),
      /^这像是转发的消息或广告/,
    ],
  ]
  it.each(cases)('a %s is called what it is', async (_what, type, fields, answer) => {
    expect(await sends(someone(), type, fields())).toMatch(answer)
  })

  it('several photos become one matter, each named', async () => {
    const who = someone()
    expect(await sends(who, 'image', await photo())).toBe('照片收到了。\n\n拍的是什么事？在哪里？')
    expect(await sends(who, 'image', await photo())).toBe(
      '照片收到了，会和这件事放在一起。\n\n拍的是什么事？在哪里？',
    )
    await office.says(who, '桥栏杆断了没人管')
    await office.says(who, '石桥村')
    await office.says(who, '桥头')
    expect(await office.says(who, '跳过')).toContain('照片：2 张照片')
    const number = numberIn(await office.says(who, '确认'))
    await eventually(async () =>
      expect(await filesOf(number)).toEqual([
        ['photo', 'stored'],
        ['photo', 'stored'],
      ]),
    )
  })

  it('a link and then its matter become one text', async () => {
    const who = someone()
    await sends(who, 'link', { Title: '视频', Description: '', Url: 'http://a.example/v' })
    let asked = await office.says(who, '这条路坏了没人管，下雨就积水')
    for (let turns = 0; turns < 8 && !/登记好了/.test(asked); turns++)
      asked = await office.says(who, /对不对/.test(asked) ? '确认' : '跳过')
    expect((await office.view(numberIn(asked))).text).toBe(
      '这条路坏了没人管，下雨就积水\n视频\nhttp://a.example/v',
    )
  })
})
