import { expect, it } from 'vitest'
import { notPassedKind } from '../../../src/domain/base/not-passed.ts'

it.each([
  ['sticker', 'sticker'],
  ['dice', 'sticker'],
  ['text:[动画表情]', 'sticker'],
  ['text:[Animated Sticker]', 'sticker'],
  ['file', 'file'],
  ['text:[文件]', 'file'],
  ['miniprogrampage', 'program'],
  ['text:[小程序]', 'program'],
  ['card', 'card'],
  ['text:[个人名片]', 'card'],
  ['text:[红包]', 'money'],
  ['text:[视频通话]', 'call'],
  ['text:[聊天记录]', 'record'],
  ['text:【收到不支持的消息类型，暂无法显示】', 'unknown'],
  ['hologram', 'unknown'],
  [undefined, 'unknown'],
])('%s is %s', (raw, kind) => expect(notPassedKind(raw)).toBe(kind))
