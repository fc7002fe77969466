import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countFitting, passiveReplyOf } from '../../../src/channels/wechat/reply.ts'
import type { Inbound, Outbound } from '../../../src/domain/base/message.ts'
import { textOf } from '../../tools/stand-in/wechat/mod.ts'
import { type Bench, makeBench } from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await makeBench()
})
afterEach(() => bench.stop())

/** A promise and how to keep it. */
function gate() {
  let open!: () => void
  const promise = new Promise<void>(resolve => {
    open = resolve
  })
  return { promise, open }
}

describe('every kind of message', () => {
  const cases: [type: string, fields: Record<string, string>, expected: Partial<Inbound>][] = [
    [
      'text',
      { Content: '  两 头 空格 & <b> ]]> 😀\n第二行 ' },
      { kind: 'text', text: '  两 头 空格 & <b> ]]> 😀\n第二行 ' },
    ],
    ['text', { Content: '一', bizmsgmenuid: 'complaint' }, { kind: 'text', text: '一', choice: 'complaint' }],
    [
      'image',
      { PicUrl: 'http://x/', MediaId: 'm1' },
      { kind: 'media', media: [{ kind: 'photo', ref: 'm1' }] },
    ],
    [
      'voice',
      { MediaId: 'm2', Format: 'amr', Recognition: '' },
      { kind: 'media', media: [{ kind: 'voice', ref: 'm2' }] },
    ],
    ['voice', { MediaId: 'm2', Format: 'amr', Recognition: '灯坏了' }, { kind: 'media', text: '灯坏了' }],
    ['video', { MediaId: 'm3', ThumbMediaId: 't' }, { kind: 'media', media: [{ kind: 'video', ref: 'm3' }] }],
    [
      'shortvideo',
      { MediaId: 'm4', ThumbMediaId: 't' },
      { kind: 'media', media: [{ kind: 'video', ref: 'm4' }] },
    ],
    [
      'location',
      { Location_X: '23.134521', Location_Y: '113.358803', Scale: '20', Label: '村口' },
      { kind: 'location', location: { latitude: 23.134521, longitude: 113.358803, label: '村口' } },
    ],
    ['location', { Location_X: '523', Location_Y: 'x' }, { kind: 'unknown', raw: 'location' }],
    [
      'link',
      { Title: '标题', Description: '说明', Url: 'http://a/' },
      { kind: 'link', text: '标题\n说明\nhttp://a/' },
    ],
    [
      'file',
      { Title: '水费单.pdf', Description: '', FileKey: 'k', FileMd5: 'm', FileTotalLen: '12' },
      { kind: 'unknown', raw: 'file', text: '水费单.pdf' },
    ],
    ['hologram', { Content: 'x' }, { kind: 'unknown', raw: 'hologram' }],
  ]
  for (const [type, fields, expected] of cases) {
    it(`takes ${type} ${JSON.stringify(fields)}`, async () => {
      const { status } = await bench.resident().message(type, fields).deliver()
      expect(status).toBe(200)
      expect(bench.house.inbound).toMatchObject([expected])
      expect(bench.house.inbound[0]!.externalId).not.toBe('')
    })
  }

  it('takes 9,000 characters', async () => {
    const long = '长'.repeat(9000)
    expect((await bench.resident().text(long)).status).toBe(200)
    expect(bench.house.inbound[0]!.text).toBe(long)
  })
})

describe('every kind of event', () => {
  const consent = { List: { TemplateId: 'T1', SubscribeStatusString: 'accept', PopupScene: '1' } }
  const cases: [
    event: string,
    fields: Parameters<ReturnType<Bench['resident']>['event']>[1],
    expected: Partial<Inbound>,
  ][] = [
    ['subscribe', { EventKey: '' }, { event: { name: 'follow' } }],
    [
      'subscribe',
      { EventKey: 'qrscene_village-3', Ticket: 't' },
      { event: { name: 'follow', key: 'village-3' } },
    ],
    ['subscribe', { EventKey: 'last_trade_no_1' }, { event: { name: 'follow' } }],
    ['unsubscribe', { EventKey: '' }, { event: { name: 'unfollow' } }],
    ['SCAN', { EventKey: 'village-3', Ticket: 't' }, { event: { name: 'scan', key: 'village-3' } }],
    [
      'LOCATION',
      { Latitude: '23.1', Longitude: '113.3', Precision: '119' },
      { event: { name: 'location' }, location: { latitude: 23.1, longitude: 113.3 } },
    ],
    ['CLICK', { EventKey: 'complaint' }, { event: { name: 'click', key: 'complaint' } }],
    ['VIEW', { EventKey: 'http://a/' }, { event: { name: 'view', key: 'http://a/' } }],
    [
      'TEMPLATESENDJOBFINISH',
      { MsgID: '200', Status: 'success' },
      { event: { name: 'delivery', key: '200:success' } },
    ],
    [
      'subscribe_msg_popup_event',
      { SubscribeMsgPopupEvent: consent },
      { event: { name: 'other', key: 'T1:accept' } },
    ],
    [
      'subscribe_msg_sent_event',
      { SubscribeMsgSentEvent: { List: { TemplateId: 'T1', MsgID: '1', ErrorCode: '0' } } },
      { event: { name: 'delivery', key: 'T1:0' } },
    ],
    [
      'wifi_connected_v9',
      { EventKey: 'k' },
      { event: { name: 'other', key: 'k' }, raw: 'event:wifi_connected_v9' },
    ],
    ['constructor', {}, { event: { name: 'other' }, raw: 'event:constructor' }],
  ]
  for (const [event, fields, expected] of cases) {
    it(`takes ${event} ${JSON.stringify(fields)}`, async () => {
      bench.house.reply = () => []
      const delivery = await bench.resident().event(event, fields)
      expect([delivery.status, delivery.body]).toEqual([200, 'success'])
      expect(bench.house.inbound).toMatchObject([{ kind: 'event', ...expected }])
    })
  }

  it('gives an event an id without the openid in it, the same for a retry and another for another key', async () => {
    const openId = 'oPersonal'
    const letter = bench.resident(openId).write('event', { Event: 'CLICK', EventKey: 'a' })
    await letter.deliver()
    await letter.deliver()
    await bench.resident(openId).event('CLICK', { EventKey: 'b' })
    const ids = bench.house.inbound.map(i => i.externalId)
    expect(new Set(ids).size).toBe(2)
    expect(ids).toHaveLength(2)
    expect(ids.join()).not.toContain(openId)
  })
})

describe('answers on the waiting response', () => {
  it('merges several replies into one text, choices by number', async () => {
    bench.house.reply = () => [
      { text: '您好。' },
      {
        text: '要办什么？',
        choices: [
          { label: '投诉', value: 'c' },
          { label: '咨询', value: 'i' },
        ],
      },
    ]
    expect(textOf(await bench.resident().text('x'))).toBe('您好。\n\n要办什么？\n\n1. 投诉\n2. 咨询')
  })

  const rich: [name: string, outbound: Omit<Outbound, 'text'>, xml: RegExp][] = [
    [
      'a picture',
      { media: { kind: 'photo', mediaId: 'M1' } },
      /<Image><MediaId><!\[CDATA\[M1\]\]><\/MediaId><\/Image>/,
    ],
    [
      'a voice',
      { media: { kind: 'voice', mediaId: 'M2' } },
      /<Voice><MediaId><!\[CDATA\[M2\]\]><\/MediaId><\/Voice>/,
    ],
    [
      'a card',
      { card: { title: '办事指南', description: '怎么办', picUrl: 'https://x/p.jpg', url: 'https://x/g' } },
      /<ArticleCount>1<\/ArticleCount><Articles><item><Title>.*办事指南.*<Url>.*https:\/\/x\/g.*<\/item><\/Articles>/,
    ],
  ]
  for (const [name, more, xml] of rich) {
    it(`carries ${name}, the same for a retry, and leaves the words that follow to the outbox`, async () => {
      bench.house.reply = () => [{ text: '看这里', ...more }, { text: '还有' }]
      const letter = bench.resident().message('text', { Content: 'x' })
      const first = await letter.deliver()
      const again = await letter.deliver()
      expect(first.reply).toMatchObject({ type: 'other', xml: expect.stringMatching(xml) })
      expect(again.reply).toMatchObject({ type: 'other', xml: expect.stringMatching(xml) })
      expect((await bench.house.receive(bench.house.inbound[0]!)).passive).toBe(1)
    })
  }

  it('has a card behind a text go by the API, and where there is none says both at once', () => {
    const card = { title: '指南', description: '看指南', url: 'https://x/g' }
    const link = { label: '指南', url: 'https://x/g' }
    const replies = [{ text: '先说' }, { text: '看指南', link, card }]
    expect([countFitting(replies, true), countFitting(replies, false)]).toEqual([1, 2])
    expect(passiveReplyOf(replies)).toEqual({ type: 'text', text: '先说\n\n看指南\n\n指南：https://x/g' })
    const back = [...replies].reverse()
    expect([
      countFitting(back, true),
      countFitting(back, false),
      countFitting(back.slice(0, 1), false),
    ]).toEqual([1, 2, 1])
    expect(passiveReplyOf(back)).toMatchObject({ type: 'text' })
    expect(passiveReplyOf(back.slice(0, 1))).toEqual({ type: 'news', articles: [{ picUrl: '', ...card }] })
  })

  it('leaves a picture that is not first to the outbox', async () => {
    bench.house.reply = () => [{ text: '先说' }, { text: '图', media: { kind: 'photo', mediaId: 'M1' } }]
    expect(textOf(await bench.resident().text('x'))).toBe('先说')
  })

  it('leaves to the outbox what does not fit into 2,048 bytes', async () => {
    bench.house.reply = () => [
      { text: '一'.repeat(300) },
      { text: '二'.repeat(300) },
      { text: '三'.repeat(300) },
    ]
    expect(textOf(await bench.resident().text('x'))).toBe(`${'一'.repeat(300)}\n\n${'二'.repeat(300)}`)
    bench.house.reply = () => [{ text: '长'.repeat(683) }]
    expect((await bench.resident().text('y')).body).toBe('success')
    bench.house.reply = () => [{ text: `${'长'.repeat(682)}ab` }]
    expect(textOf(await bench.resident().text('z'))).toHaveLength(684)
  })

  it('carries emoji, line ends and the end of CDATA unharmed, and drops what XML forbids', async () => {
    bench.house.reply = () => [{ text: '好 ]]> 👨‍👩‍👧 ]]]]>\n& < \u0000\u0008完' }]
    expect(textOf(await bench.resident().text('x'))).toBe('好 ]]> 👨‍👩‍👧 ]]]]>\n& < 完')
  })

  it('gives the same answer again to a retry that comes after the answer', async () => {
    let count = 0
    bench.house.reply = () => [{ text: `第 ${++count} 次` }]
    const letter = bench.resident().message('text', { Content: 'x' })
    expect(textOf(await letter.deliver())).toBe('第 1 次')
    expect(textOf(await letter.deliver())).toBe('第 1 次')
    expect(bench.house.inbound).toHaveLength(1)
  })

  it('lets retries join the first while it is under way: one piece of work, the same answer for all', async () => {
    const work = gate()
    let begun = 0
    bench.house.before = () => {
      begun++
      return work.promise
    }
    const letter = bench.resident().message('text', { Content: 'x' })
    const all = Promise.all([letter.deliver(), letter.deliver(), letter.deliver()])
    while (begun === 0) await new Promise(setImmediate)
    work.open()
    expect(new Set((await all).map(textOf))).toEqual(new Set(['收到：x']))
    expect(begun).toBe(1)
  })

  it('leaves everything to the outbox when 4.5 s have gone, and acknowledges only then', async () => {
    bench.house.before = async () => bench.clock.forward(4500)
    expect((await bench.resident().text('x')).body).toBe('success')
    bench.house.before = async () => bench.clock.forward(4499)
    expect(textOf(await bench.resident().text('y'))).toBe('收到：y')
  })

  it('does not acknowledge what could not be kept, and takes it when it comes again', async () => {
    bench.house.before = () => Promise.reject(new Error('disk full, while storing: x oResident'))
    const letter = bench.resident().message('text', { Content: 'x' })
    expect(await letter.deliver()).toMatchObject({ status: 500, body: '' })
    expect(bench.logged()).toContain('could not be kept')
    expect(bench.logged()).not.toContain('oResident')
    bench.house.before = async () => {}
    expect(textOf(await letter.deliver())).toBe('收到：x')
  })
})

describe('many at once', () => {
  it('answers each of 200 residents once, whatever is retried', async () => {
    const residents = Array.from({ length: 200 }, (_, i) => bench.resident(`oResident${i}`))
    let seed = 42
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed / 2147483648
    }
    bench.house.before = async () => {
      for (let i = Math.floor(random() * 5); i > 0; i--) await new Promise(setImmediate)
      if (random() < 0.1) throw new Error('busy')
    }
    const answers = await Promise.all(
      residents.map(async (resident, i) => {
        const letter = resident.message('text', { Content: `第${i}位` })
        const copies = await Promise.all(
          Array.from({ length: 1 + Math.floor(random() * 3) }, () => letter.deliver()),
        )
        // WeChat comes again until it is answered.
        let answered = copies.filter(c => c.status === 200)
        while (answered.length === 0) answered = [await letter.deliver()].filter(c => c.status === 200)
        if (random() < 0.5) answered.push(await letter.deliver())
        return new Set(answered.map(textOf))
      }),
    )
    expect(answers).toEqual(residents.map((_, i) => new Set([`收到：第${i}位`])))
    expect(bench.house.inbound).toHaveLength(200)
    expect(new Set(bench.house.inbound.map(i => i.externalId)).size).toBe(200)
  })
})

describe('Wechaty', () => {
  it('writes nothing to the working directory', async () => {
    const before = readdirSync('.')
    await bench.resident().text('x')
    expect(readdirSync('.')).toEqual(before)
    expect(readdirSync('.').filter(name => name.endsWith('.memory-card.json'))).toEqual([])
  })
})
