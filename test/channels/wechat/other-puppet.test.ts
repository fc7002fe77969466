import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mock, PuppetMock } from 'wechaty-puppet-mock'
import { channelOf, createOtherPuppet } from '../../../src/channels/wechat/other-puppet.ts'
import type { Channel } from '../../../src/domain/base/message.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext } from '../../helpers/context.ts'
import { eventually } from '../../helpers/eventually.ts'

const options = { now: () => new Date(), log: pino({ level: 'silent' }) }

let ctx: TestContext
let channel: Channel
let mocker: InstanceType<typeof mock.Mocker>
let bot: ReturnType<typeof mocker.createContact>
let kept: number
beforeEach(async () => {
  mocker = new mock.Mocker()
  ctx = await testContext()
  channel = channelOf(new PuppetMock({ mocker }), options)
  ;(ctx.channels as Map<string, Channel>).set('wechat', channel)
  kept = 0
  await channel.start(async (inbound, how) => {
    const received = await receiveMessage(ctx, inbound, how)
    kept++
    return received
  })
  bot = mocker.createContact({ name: '回音' })
  mocker.login(bot)
})
afterEach(async () => {
  await channel.stop()
  await ctx.close()
})

const inbound = () => ctx.db.read.message.findMany({ where: { direction: 'in' }, orderBy: { id: 'asc' } })

describe('another puppet', () => {
  it('takes what a resident says and answers by the outbox', async () => {
    const resident = mocker.createContact({ name: '群众' })
    const heard: string[] = []
    resident.on('message', message => void heard.push(message.text() ?? ''))
    resident.say('投诉').to(bot)
    await eventually(() => expect(kept).toBe(1))
    expect(await inbound()).toMatchObject([{ kind: 'text', text: '投诉' }])
    // No response waits: nothing counts as said before it is sent.
    expect(await ctx.db.read.outbox.findFirst()).toMatchObject({ status: 'queued' })
    await deliverOutbox(ctx)
    expect(await ctx.db.read.outbox.findFirst()).toMatchObject({ status: 'sent', via: 'wechaty' })
    await eventually(() => expect(heard.join()).toContain('什么事'))
  })

  it('does not answer itself, nor the talk of a group', async () => {
    const [one, two] = mocker.createContacts(2)
    const room = mocker.createRoom({ memberIdList: [bot.id, one!.id] })
    bot.say('自己说的').to(one!)
    one!.say('群里说的').to(room)
    two!.say('单独说的').to(bot)
    await eventually(() => expect(kept).toBe(1))
    expect((await inbound()).map(m => m.text)).toEqual(['单独说的'])
  })

  it('tries again later when the puppet cannot send', async () => {
    const puppet = new PuppetMock({ mocker: new mock.Mocker() })
    puppet.messageSendText = async () => {
      throw new Error('offline')
    }
    const result = await channelOf(puppet, options).send('c1', { text: '好' }, { purpose: 'reply', key: 'k' })
    expect(result).toMatchObject({ outcome: 'retry', code: 'puppet' })
  })

  it('is set by its npm name; what is not there or no puppet is said in words', async () => {
    expect(await createOtherPuppet('wechaty-puppet-mock', options)).toMatchObject({ name: 'wechat' })
    await expect(createOtherPuppet('wechaty-puppet-nowhere', options)).rejects.toThrow('没有安装')
    await expect(createOtherPuppet('pino', options)).rejects.toThrow('不是 Wechaty puppet')
  })
})
