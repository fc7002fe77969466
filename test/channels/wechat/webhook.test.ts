import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { messageXml, openReply, sealMessage } from '../../../src/channels/wechat/client.ts'
import { sign } from '../../../src/channels/wechat/crypto.ts'
import { NOBODY, type Trouble } from '../../../src/domain/base/message.ts'
import { textOf, WeChatResident } from '../../tools/stand-in/wechat/mod.ts'
import { APP, type Bench, KEY, makeBench, OLD_KEY, TOKEN } from './bench.ts'

let bench: Bench
beforeEach(async () => {
  bench = await makeBench()
})
afterEach(() => bench.stop())

const DAY_S = 86_400
const seconds = () => Math.floor(bench.clock.at / 1000)
const hello = () =>
  messageXml(
    { account: 'gh_1', openId: 'o1', at: bench.clock.now(), msgType: 'text' },
    { Content: '你好', MsgId: 1 },
  )

async function post(
  query: Record<string, string>,
  body: string | Uint8Array,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${bench.keys.url}?${new URLSearchParams(query)}`, {
    method: 'POST',
    body: body as BodyInit,
    headers: { 'content-type': 'text/xml', ...headers },
  })
  return { status: response.status, body: await response.text() }
}

const plainQuery = (timestamp = String(seconds())) => ({
  signature: sign(TOKEN, timestamp, 'n'),
  timestamp,
  nonce: 'n',
})
const safe = (xml: string, more: Partial<Parameters<typeof sealMessage>[0]> = {}) =>
  sealMessage({ xml, token: TOKEN, aesKey: KEY, appId: APP, timestamp: seconds(), nonce: 'n', ...more })

describe('the check of the server URL', () => {
  const check = async (query: Record<string, string>) => {
    const response = await fetch(`${bench.keys.url}?${new URLSearchParams(query)}`)
    return {
      status: response.status,
      body: await response.text(),
      type: response.headers.get('content-type'),
    }
  }

  it('echoes echostr verbatim, as text', async () => {
    const echostr = '<script>1</script>&"5927'
    expect(await check({ ...plainQuery(), echostr })).toEqual({
      status: 200,
      body: echostr,
      type: 'text/plain; charset=utf-8',
    })
  })

  it('refuses a wrong signature, a missing one and an old one', async () => {
    expect(await check({ ...plainQuery(), signature: '0'.repeat(40), echostr: 'x' })).toMatchObject({
      status: 403,
      body: 'forbidden',
    })
    expect(await check({ echostr: 'x' })).toMatchObject({ status: 403 })
    expect(await check({ ...plainQuery(String(seconds() - 601)), echostr: 'x' })).toMatchObject({
      status: 403,
    })
  })
})

describe('safe mode', () => {
  it('opens a message, and seals the answer', async () => {
    const delivery = await bench.resident().text('路灯坏了')
    expect(textOf(delivery)).toBe('收到：路灯坏了')
    expect(delivery.body).toContain('<Encrypt>')
    expect(bench.house.inbound).toMatchObject([
      { channel: 'wechat', from: 'oResident0000000000000000001', kind: 'text', text: '路灯坏了' },
    ])
  })

  it('answers with the two names changed over and the time in seconds', async () => {
    const { reply } = await bench.resident().text('你好')
    expect(reply).toMatchObject({
      to: 'oResident0000000000000000001',
      from: 'gh_huiyin',
      createTime: seconds(),
    })
  })

  it.each([
    ['a message', () => safe(hello()), 'application/xml'],
    ['a plain body', () => ({ query: plainQuery(), body: hello() }), 'text/plain'],
  ] as const)(
    'says the type of its answer to %s, and that it is not to be guessed',
    async (_name, request, type) => {
      const { query, body } = request()
      const { headers } = await fetch(`${bench.keys.url}?${new URLSearchParams(query)}`, {
        method: 'POST',
        body,
      })
      expect(headers.get('content-type')).toBe(`${type}; charset=utf-8`)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('etag')).toBeNull()
    },
  )

  it('refuses plain bodies, whatever they claim', async () => {
    expect(await post(plainQuery(), hello())).toEqual({ status: 403, body: 'forbidden' })
    expect(await post({ ...plainQuery(), encrypt_type: 'aes', msg_signature: 'x' }, hello())).toMatchObject({
      status: 403,
    })
    expect(await post({ ...plainQuery(), encrypt_type: 'raw' }, safe(hello()).body)).toMatchObject({
      status: 403,
    })
  })

  it('takes the sealed form of a compatible-mode body and ignores the plain one', async () => {
    const sealed = safe(hello())
    const both = sealed.body.replace(
      '</xml>',
      '<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[假的]]></Content></xml>',
    )
    expect((await post(sealed.query, both)).status).toBe(200)
    expect(bench.house.inbound).toMatchObject([{ text: '你好' }])
  })

  it('refuses forged signatures, also when only one of the two is wrong', async () => {
    const { query, body } = safe(hello())
    expect(await post({ ...query, msg_signature: '0'.repeat(40) }, body)).toEqual({
      status: 403,
      body: 'forbidden',
    })
    expect(await post({ ...query, signature: '0'.repeat(40) }, body)).toEqual({
      status: 403,
      body: 'forbidden',
    })
    expect(await post(query, safe(hello()).body)).toEqual({ status: 403, body: 'forbidden' })
    expect(bench.house.inbound).toEqual([])
  })

  it('refuses the appid of another account and a key that is not ours', async () => {
    const other = safe(hello(), { appId: 'wxffffffffffffffff' })
    expect(await post(other.query, other.body)).toEqual({ status: 403, body: 'forbidden' })
    const foreign = safe(hello(), { aesKey: OLD_KEY })
    expect(await post(foreign.query, foreign.body)).toEqual({ status: 403, body: 'forbidden' })
  })

  it('refuses timestamps outside the tolerance on both sides, and takes those inside', async () => {
    for (const [shift, status] of [
      [-601, 403],
      [601, 403],
      [-599, 200],
      [599, 200],
    ] as const) {
      const { query, body } = safe(hello(), { timestamp: seconds() + shift })
      expect(await post(query, body)).toMatchObject({ status })
    }
  })
})

describe('a clock that is wrong', () => {
  const raised: Trouble[] = []
  const cleared: string[] = []
  beforeEach(async () => {
    raised.length = 0
    cleared.length = 0
    await bench.stop()
    bench = await makeBench({
      troubles: {
        raise: async trouble => void raised.push(trouble),
        clear: async about => void cleared.push(about),
      },
    })
  })
  const deliver = async (nonce: string, shift: number) => {
    const { query, body } = safe(hello(), { nonce, timestamp: seconds() + shift })
    return (await post({ ...query, signature: sign(TOKEN, query['timestamp']!, nonce) }, body)).status
  }

  it('is told to the administrator, with how far it is off, once genuine messages keep being refused', async () => {
    for (const nonce of ['a', 'b']) expect(await deliver(nonce, DAY_S + 3600)).toBe(403)
    expect(raised).toEqual([])
    expect(await deliver('c', DAY_S + 3600)).toBe(403)
    expect(raised).toMatchObject([{ about: 'clock', code: 'off' }])
    expect(raised[0]!.detail).toContain('这台机器的时间比微信慢了 1 天 1 小时')
    expect(await deliver('d', 0)).toBe(200)
    expect(cleared).toContain('clock')
  })

  it('is not believed of one old request that is sent again and again, nor of forgeries', async () => {
    for (let i = 0; i < 5; i++) expect(await deliver('same', -DAY_S)).toBe(403)
    for (const nonce of ['x', 'y', 'z']) {
      const { query, body } = safe(hello(), { nonce, timestamp: seconds() - DAY_S })
      expect((await post({ ...query, signature: 'forged' }, body)).status).toBe(403)
    }
    expect(raised).toEqual([])
  })
})

/** What is signed and sealed as WeChat does it is WeChat's, however it reads: it is never refused like a forgery. */
describe('a genuine message that does not read as documented', () => {
  const head =
    '<ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[oSender]]></FromUserName><CreateTime>1795000000</CreateTime>'
  const text = '<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[路灯坏了]]></Content><MsgId>77</MsgId>'
  const deliver = async (inside: string) => {
    const { query, body } = safe(inside, { to: 'gh_1', nonce: `n${inside.length}` })
    return post(query, body)
  }

  it.each([
    ['a document type', `<!DOCTYPE xml [<!ENTITY a "x">]><xml>${head}${text}</xml>`],
    ['a comment', `<xml><!-- x -->${head}${text}</xml>`],
    ['attributes', `<xml><a b="c">1</a>${head}${text}</xml>`],
    ['no closing tag', `<xml>${head}${text}`],
    ['something before it', `\uFEFF<!-- --><xml>${head}${text}</xml>`],
    ['a bare ampersand and bracket', `<xml>${head}${text.replace('77', '77 & <')}</xml>`],
    ['an element twice', `<xml>${head}${text}<FromUserName>oOther</FromUserName></xml>`],
    ['many elements', `<xml>${head}${text}${'<x>1</x>'.repeat(600)}</xml>`],
    ['its words twice', `<xml>${head}${text}<Content>第二遍</Content></xml>`],
    ['an attribute', `<xml>${head}${text.replace('<Content>', '<Content lang="zh">')}</xml>`],
    ['no type', `<xml>${head}${text.replace(/<MsgType>.*<.MsgType>/, '')}</xml>`],
    ['no time', `<xml>${head.replace(/<CreateTime>.*<.CreateTime>/, '')}${text}</xml>`],
    ['a time that is none', `<xml>${head.replace('1795000000', 'soon')}${text}</xml>`],
    ['a type that is none', `<xml>${head}${text.replace('[text]', '[te xt!]')}</xml>`],
  ])('with %s is taken with its words, its sender, and for a look', async (_what, inside) => {
    const { status, body } = await deliver(inside)
    expect([status, body.includes('<Encrypt>')]).toEqual([200, true])
    expect(bench.house.inbound).toMatchObject([
      { from: 'oSender', kind: 'text', text: '路灯坏了', unread: expect.any(String) },
    ])
    expect(bench.logged()).toContain('kept for a look')
    // WeChat's retry is the same message.
    expect((await deliver(inside)).status).toBe(200)
    expect(bench.house.inbound).toHaveLength(1)
  })

  it('with characters of control in and between its fields is taken, too', async () => {
    await deliver(`<xml>\u0001\u0000${head}\u0008${text.replace('路灯', '路\u0002灯')}</xml>`)
    expect(bench.house.inbound).toMatchObject([{ from: 'oSender', kind: 'text', text: '路\u0002灯坏了' }])
  })

  it.each([
    ['3 < 5 盏路灯坏了', '3 < 5 盏路灯坏了'],
    ['<b>路灯</b>坏了', '<b>路灯</b>坏了'],
    ['路灯 & 水管', '路灯 & 水管'],
    ['1<br/>2', '1<br/>2'],
  ])('whose words %s stand without a section is taken whole', async (words, wanted) => {
    await deliver(`<xml>${head}${text.replace(/<!\[CDATA\[路灯坏了\]\]>/, words)}</xml>`)
    expect(bench.house.inbound).toMatchObject([{ from: 'oSender', kind: 'text', text: wanted }])
  })

  it('with the end of its section inside the text is taken whole', async () => {
    const words = '粘贴来的 ]]> </Content> <FromUserName>oOther</FromUserName> & <b>'
    await deliver(`<xml>${head}${text.replace('路灯坏了', words)}</xml>`)
    expect(bench.house.inbound).toMatchObject([{ from: 'oSender', text: words }])
  })

  it.each([
    ['not XML', 'hello'],
    ['nothing', ''],
    ['an empty message', '<xml></xml>'],
    ['no sender', `<xml><ToUserName>gh_1</ToUserName>${text}</xml>`],
    ['a sender that is none', `<xml>${head.replace('oSender', '<b>o S</b>')}${text}</xml>`],
    ['characters of control', '\u0000\u0001\u0002'],
  ])('that is %s is acknowledged and kept without a sender', async (_what, inside) => {
    expect((await deliver(inside)).status).toBe(200)
    expect(bench.house.inbound).toMatchObject([{ from: NOBODY, unread: expect.any(String) }])
  })

  it("without the account's name is answered apart: the response cannot carry it", async () => {
    const { body } = await deliver(`<xml>${head.replace(/<ToUserName>.*<.ToUserName>/, '')}${text}</xml>`)
    expect(body).toBe('success')
    expect(bench.house.inbound).toMatchObject([{ from: 'oSender', text: '路灯坏了' }])
  })

  it('in an envelope that does not read is opened all the same', async () => {
    const { query, body } = safe(`<xml>${head}${text}</xml>`)
    expect((await post(query, `<!DOCTYPE x>${body.replace('</xml>', '<a b="c"/>')}`)).status).toBe(200)
    expect(bench.house.inbound).toMatchObject([{ from: 'oSender', text: '路灯坏了' }])
  })

  it('keeps no openid in what is shown of it', async () => {
    await deliver(`<xml>${head.replace('oSender', 'oAbCdEfGhIjKlMnOpQrStUvWxYz12')}<x y="z"/>${text}</xml>`)
    expect(bench.house.inbound[0]).toMatchObject({ from: 'oAbCdEfGhIjKlMnOpQrStUvWxYz12' })
    expect(bench.house.inbound[0]!.unread).not.toContain('oAbCdEfGhIjKlMnOpQrStUvWxYz12')
  })

  it('whose numbers are of another account, or that is sealed with another key, is still refused', async () => {
    const other = safe('hello', { appId: 'wxffffffffffffffff', to: 'gh' })
    expect(await post(other.query, other.body)).toEqual({ status: 403, body: 'forbidden' })
  })
})

describe('one MsgId from two people', () => {
  const written = (openId: string, more: Record<string, string | number> = {}) =>
    safe(
      messageXml(
        { account: 'gh_1', openId, at: bench.clock.now(), msgType: 'text' },
        { Content: `我是${openId}`, MsgId: 5, ...more },
      ),
      { nonce: openId },
    )

  it('gives each their own answer, also while the first is still under way', async () => {
    bench.house.reply = ({ from }) => [{ text: `只给${from}` }]
    let letGo = () => {}
    const held = new Promise<void>(resolve => {
      letGo = resolve
    })
    bench.house.before = ({ from }) => (from === 'oFirst' ? held : Promise.resolve())
    const letter = written('oFirst')
    const first = post(letter.query, letter.body)
    const other = written('oSecond')
    const second = open(await post(other.query, other.body))
    expect(second).toMatchObject({ text: '只给oSecond', to: 'oSecond' })
    const retry = post(letter.query, letter.body)
    letGo()
    for (const answer of await Promise.all([first, retry]))
      expect(open(answer)).toMatchObject({ text: '只给oFirst', to: 'oFirst' })
    expect(bench.house.inbound.map(i => i.from).sort()).toEqual(['oFirst', 'oSecond'])
  })

  it('takes another text, time or type of one sender under it as another message', async () => {
    for (const more of [
      {},
      { Content: '又一件' },
      { CreateTime: seconds() - 1 },
      { MsgType: 'image', MediaId: 'm' },
    ]) {
      const { query, body } = written('oOne', more)
      expect((await post(query, body)).status).toBe(200)
    }
    expect(bench.house.inbound).toHaveLength(4)
    const again = written('oOne')
    expect((await post(again.query, again.body)).status).toBe(200)
    expect(bench.house.inbound).toHaveLength(4)
  })

  it('takes a captured sealed body for a repeat, under whatever query', async () => {
    const { query, body } = written('oOne')
    const first = await post(query, body)
    bench.clock.forward(60_000)
    expect(open(await post(query, body))).toMatchObject({ to: 'oOne', text: open(first).text })
    expect(bench.house.inbound).toHaveLength(1)
  })

  const open = ({ body }: { body: string }) => {
    const reply = openReply(body, { token: TOKEN, aesKey: KEY, appId: APP })
    if (reply.type !== 'text') throw new Error(reply.type)
    return reply
  }
})

describe('bodies', () => {
  it('refuses 2 MB, also without a length told beforehand', async () => {
    // A good message, signed and sealed: only the size of what is around it is wrong.
    const padded = (nonce: string, bytes: number) => {
      const { query, body } = safe(hello(), { nonce })
      return { query, body: body.replace('</xml>', `<Pad>${'x'.repeat(bytes)}</Pad></xml>`) }
    }
    const big = padded('n', 2 * 1024 * 1024)
    expect(await post(big.query, big.body)).toEqual({ status: 413, body: 'too large' })

    const untold = padded('m', 2 * 1024 * 1024)
    const request = httpRequest(`${bench.keys.url}?${new URLSearchParams(untold.query)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/xml' },
    })
    // The line may be cut while we still send; what was answered before that can be read all the same.
    request.on('error', () => {})
    const answered = new Promise<number | undefined>(resolve => {
      request.on('response', response => resolve(response.resume().statusCode))
    })
    for (let at = 0; at < untold.body.length; at += 64 * 1024)
      request.write(untold.body.slice(at, at + 64 * 1024))
    request.end()
    expect(await answered).toBe(413)
    expect(bench.house.inbound).toEqual([])
    const small = padded('k', 16)
    expect((await post(small.query, small.body)).status).toBe(200)
  })

  it('refuses what is not XML, without a word about why', async () => {
    for (const body of ['hello', '', '{"a":1}', '<html></html>', '<xml>', '<xml><a></xml>', '\u0000\u0001']) {
      expect(await post(plainQuery(), body)).toEqual({ status: 400, body: 'bad request' })
    }
  })

  it('refuses compressed bodies', async () => {
    expect(await post(plainQuery(), hello(), { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 })
  })

  it('does not read a body whose query is not signed', async () => {
    expect(
      await post({ ...plainQuery(), signature: 'no' }, Buffer.alloc(2 * 1024 * 1024, 'x')),
    ).toMatchObject({ status: 403 })
    expect(await post({ timestamp: 'x', nonce: 'n' }, hello())).toMatchObject({ status: 403 })
    expect(
      (await fetch(`${bench.keys.url}?signature=a&signature=b&timestamp=1&nonce=n`, { method: 'POST' }))
        .status,
    ).toBe(403)
  })

  it('keeps tokens, keys and texts out of the log', async () => {
    await post({ ...plainQuery(), signature: 'no' }, hello())
    await post(plainQuery(), '<xml><Content>秘密</Content></xml>')
    await bench.resident('oSecretPerson').text('我的电话是 13800000000')
    for (const secret of [TOKEN, KEY, '秘密', '13800000000', 'oSecretPerson'])
      expect(bench.logged()).not.toContain(secret)
    expect(bench.logged()).toContain('refused')
  })
})

describe('plain mode', () => {
  beforeEach(async () => {
    await bench.stop()
    bench = await makeBench({ aesKey: undefined })
  })

  it('opens a message and answers in plain', async () => {
    const delivery = await bench.resident().text('你好')
    expect(textOf(delivery)).toBe('收到：你好')
    expect(delivery.body).not.toContain('Encrypt')
  })

  it('takes the plain form of a compatible-mode body', async () => {
    const { query, body } = safe(hello())
    const both = hello().replace('</xml>', body.slice(body.indexOf('<Encrypt>')))
    expect((await post(query, both)).body).toContain('收到：你好')
  })

  it('refuses a body that is only sealed, and says in the log what to set', async () => {
    const { query, body } = safe(hello())
    expect(await post(query, body)).toMatchObject({ status: 403 })
    expect(bench.logged()).toContain('WECHAT_AES_KEY is not set')
  })

  it('refuses a body without a signature in the query, even with a msg_signature', async () => {
    const { signature: _, ...query } = safe(hello()).query
    expect(await post(query, hello())).toMatchObject({ status: 403 })
  })

  it('takes a signed query for one message and its retries only, whoever is said to write', async () => {
    const query = plainQuery()
    const first = await post(query, hello())
    expect(first.status).toBe(200)
    expect((await post(query, hello())).body).toBe(first.body)
    const forged = hello().replace('o1', 'oVictim').replace('你好', '撤回')
    for (const body of [forged, hello().replace('你好', '撤回'), 'not XML', ''])
      expect(await post(query, body)).toEqual({ status: 403, body: 'forbidden' })
    expect(bench.house.inbound).toHaveLength(1)
    expect(bench.logged()).toContain('this signed query was used for something else')
    // Another query of the same second is another message's.
    const other = { ...query, nonce: 'm', signature: sign(TOKEN, query.timestamp, 'm') }
    expect((await post(other, forged)).status).toBe(200)
  })

  it('takes the query of the server check for no message', async () => {
    const query = plainQuery()
    const check = await fetch(`${bench.keys.url}?${new URLSearchParams({ ...query, echostr: 'x' })}`)
    expect(await check.text()).toBe('x')
    expect(await post(query, hello())).toMatchObject({ status: 403 })
    expect((await fetch(`${bench.keys.url}?${new URLSearchParams({ ...query, echostr: 'x' })}`)).status).toBe(
      200,
    )
  })

  it('says loudly at the start that safe mode is the one to use', () => {
    expect(bench.logged()).toContain('PLAIN MODE')
    expect(bench.logged()).toContain('WECHAT_AES_KEY')
  })

  it('refuses a captured query once it is old', async () => {
    const query = plainQuery()
    expect((await post(query, hello())).status).toBe(200)
    bench.clock.forward(601_000)
    expect((await post(query, hello())).status).toBe(403)
  })
})

describe('key rotation', () => {
  beforeEach(async () => {
    await bench.stop()
    bench = await makeBench({ aesKey: KEY, previousAesKey: OLD_KEY })
  })

  it('opens with the previous key, and answers with the key that was used', async () => {
    const before = new WeChatResident('oBefore', { ...bench.keys, aesKey: OLD_KEY })
    expect(textOf(await before.text('旧'))).toBe('收到：旧')
    expect(textOf(await bench.resident().text('新'))).toBe('收到：新')
  })
})

describe('switched-off timestamp check', () => {
  beforeEach(async () => {
    await bench.stop()
    bench = await makeBench({ timestampToleranceSeconds: 0 })
  })

  it('takes any timestamp', async () => {
    const { query, body } = safe(hello(), { timestamp: 1 })
    expect((await post(query, body)).status).toBe(200)
  })
})
