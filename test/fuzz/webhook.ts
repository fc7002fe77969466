import fc from 'fast-check'
import { messageXml, sealMessage } from '../../src/channels/wechat/client.ts'
import { sign } from '../../src/channels/wechat/crypto.ts'
import { APP, KEY, makeBench, TOKEN } from '../channels/wechat/bench.ts'
import type { FuzzTarget } from './target.ts'
import { anyText, wellFormed } from './texts.ts'

const letter = fc.record({
  nonce: fc.string({ unit: fc.constantFrom(...'abc123'), minLength: 1, maxLength: 12 }),
  type: fc.constantFrom('text', 'image', 'voice', 'video', 'location', 'link', 'event', 'unheard-of'),
  fields: fc.dictionary(
    fc.constantFrom(
      'Content',
      'MsgId',
      'PicUrl',
      'MediaId',
      'Format',
      'Recognition',
      'Location_X',
      'Location_Y',
      'Label',
      'Event',
      'EventKey',
      'Title',
      'Url',
      'Ticket',
      'a',
    ),
    anyText,
    { maxKeys: 6 },
  ),
  from: anyText,
  /** Characters of the finished XML that are changed, before it is signed. */
  changes: fc.array(fc.tuple(fc.nat(800), anyText), { maxLength: 4 }),
  cut: fc.option(fc.nat(900), { nil: undefined }),
  how: fc.constantFrom('sealed' as const, 'signed' as const, 'raw' as const),
  raw: fc.uint8Array({ maxLength: 2000 }),
})
type Letter = typeof letter extends fc.Arbitrary<infer L> ? L : never

/** Bodies at WeChat's server URL: sealed as WeChat would, signed by somebody who knows the token, or neither. */
export const webhook: FuzzTarget = {
  name: 'webhook',
  holds: 'is kept or refused, never an error, and the next good message is answered',
  tries: 40,
  async open() {
    const bench = await makeBench()
    const seconds = () => Math.floor(bench.clock.at / 1000)
    let serial = 0
    const post = async (query: Record<string, string>, body: string | Uint8Array) =>
      (
        await fetch(`${bench.keys.url}?${new URLSearchParams(query)}`, {
          method: 'POST',
          headers: { 'content-type': 'text/xml' },
          body: body as BodyInit,
        })
      ).status
    const signed = (nonce: string) => {
      const timestamp = String(seconds())
      return {
        signature: sign(TOKEN, timestamp, nonce),
        timestamp,
        nonce,
        encrypt_type: 'aes',
        msg_signature: 'x',
      }
    }
    const sealed = (xml: string, nonce: string) =>
      sealMessage({ xml, token: TOKEN, aesKey: KEY, appId: APP, timestamp: seconds(), nonce, to: 'gh_1' })

    function xmlOf({ type, fields, from, changes, cut }: Letter): string {
      let xml = messageXml(
        { account: 'gh_1', openId: from.slice(0, 100) || 'o', at: bench.clock.now(), msgType: type },
        fields,
      )
      for (const [at, text] of changes) xml = xml.slice(0, at) + text + xml.slice(at + 1)
      return cut === undefined ? xml : xml.slice(0, cut)
    }

    return {
      property: fc.asyncProperty(letter, async (sent: Letter) => {
        // XML cannot hold these, so that WeChat could not send them.
        const xml = wellFormed(xmlOf(sent))
        const status =
          sent.how === 'raw'
            ? await post(signed(sent.nonce), sent.raw)
            : sent.how === 'signed'
              ? await post(signed(sent.nonce), xml)
              : await post(sealed(xml, sent.nonce).query, sealed(xml, sent.nonce).body)
        if (status >= 500) throw new Error(`the webhook answered ${status}`)
        const good = sealed(
          messageXml(
            { account: 'gh_1', openId: 'oGood', at: bench.clock.now(), msgType: 'text' },
            { Content: '你好', MsgId: String(900_000 + ++serial) },
          ),
          'good',
        )
        if ((await post(good.query, good.body)) !== 200) throw new Error('the next good message was refused')
      }) as fc.IAsyncProperty<[unknown]>,
      close: () => bench.stop(),
    }
  },
}
