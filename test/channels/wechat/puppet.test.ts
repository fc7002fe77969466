import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Puppet } from 'wechaty-puppet'
import { PuppetOfficialAccount } from '../../../src/channels/wechat/puppet.ts'

/** Where wechaty-puppet's own sources lie: its typings no longer tell what is abstract. */
const ENTRY = createRequire(import.meta.url).resolve('wechaty-puppet')
const SOURCES = join(ENTRY.slice(0, ENTRY.lastIndexOf('wechaty-puppet')), 'wechaty-puppet', 'src')

const abstractMethods = [
  ...readdirSync(join(SOURCES, 'mixins')).map(f => `mixins/${f}`),
  'puppet/puppet-abstract.ts',
]
  .filter(file => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
  .flatMap(file =>
    [
      ...readFileSync(join(SOURCES, file), 'utf8').matchAll(/^\s+abstract\s+(?:override\s+)?(\w+)\s*\(/gm),
    ].map(m => m[1]!),
  )
const names = [...new Set(abstractMethods)].sort()

/** What an official account has; everything else must say that it is unsupported. */
const SUPPORTED = [
  'contactList',
  'contactRawPayload',
  'contactRawPayloadParser',
  'conversationReadMark',
  'ding',
  'messageRawPayload',
  'messageRawPayloadParser',
  'messageSendText',
  'onStart',
  'onStop',
  'roomList',
]

const make = () => {
  const sent: string[][] = []
  const puppet = new PuppetOfficialAccount({
    accountId: 'wx1',
    sendText: async (to, text) => {
      sent.push([to, text])
    },
  })
  return { puppet, sent }
}

describe('the puppet', () => {
  it('accounts for all 65 abstract methods of wechaty-puppet', () => {
    expect(names).toHaveLength(65)
    const { puppet } = make()
    const missing = names.filter(name => {
      const method = (puppet as unknown as Record<string, unknown>)[name]
      return (
        typeof method !== 'function' ||
        method === (Puppet.prototype as unknown as Record<string, unknown>)[name]
      )
    })
    expect(missing).toEqual([])
  })

  it('says of each method it has not got that it is unsupported', async () => {
    const { puppet } = make()
    for (const name of names.filter(n => !SUPPORTED.includes(n))) {
      const method = (puppet as unknown as Record<string, () => Promise<unknown>>)[name]!
      await expect(method.call(puppet), name).rejects.toThrow('Unsupported')
    }
  })

  it('sends texts by the function it was given', async () => {
    const { puppet, sent } = make()
    await puppet.messageSendText('o1', '好')
    expect(sent).toEqual([['o1', '好']])
  })

  it('never beats, so that Wechaty never resets it in a quiet night', async () => {
    const { puppet } = make()
    let beats = 0
    puppet.on('heartbeat', () => {
      beats++
    })
    await puppet.start()
    await puppet.stop()
    expect(beats).toBe(0)
  })

  it('keeps a payload only while the message is under way', async () => {
    const { puppet } = make()
    const message = { id: '1', from: 'o1', to: 'gh', at: new Date(0), type: 'text', fields: { Content: 'x' } }
    puppet.open(message)
    expect(await puppet.messagePayload('1')).toMatchObject({
      talkerId: 'o1',
      listenerId: 'wx1',
      text: 'x',
      timestamp: 0,
    })
    puppet.close('1')
    await expect(puppet.messagePayload('1')).rejects.toThrow('under way')
    expect(puppet.load).toBe(0)
  })
})
