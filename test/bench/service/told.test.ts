import { expect, it } from 'vitest'
import { sealReply } from '../../../src/channels/wechat/reply.ts'
import type { Answer } from './job.ts'
import { text } from './job.ts'
import { told } from './told.ts'

const target = { url: '', token: 't', aesKey: 'b'.repeat(42).concat('A'), appId: 'wx1' }
const at = new Date('2026-11-29T02:00:00Z')

const says = (words: string, status = 200): Answer => ({
  ms: 1,
  tries: 1,
  status,
  body: sealReply(
    `<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><CreateTime>1764381600</CreateTime><MsgType>text</MsgType><Content>${words}</Content></xml>`,
    target,
    at,
  ),
})
const acknowledged: Answer = { ms: 1, tries: 1, status: 200, body: 'success' }

it('counts who was answered, when, and who was not', () => {
  const letters = ['now', 'later', 'lost', 'refused', 'twice'].map(id => text(id, '你好'))
  const answers = [says('您好'), acknowledged, acknowledged, says('', 500), says('您好')]
  const sent = [
    { openId: 'later', text: '您好' },
    { openId: 'twice', text: '您好' },
  ]
  expect(told(letters, answers, sent, target)).toEqual({
    heard: [['您好'], ['您好'], [], [], ['您好', '您好']],
    passive: 2,
    later: 1,
    lost: ['lost', 'refused'],
    doubled: ['twice'],
    refused: ['refused'],
  })
})

it('takes two different messages for what they are', () => {
  const sent = [{ openId: 'a', text: '再说一句' }]
  expect(told([text('a', '你好')], [says('您好')], sent, target)).toMatchObject({ passive: 1, doubled: [] })
})
