import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inbound } from '../../../src/domain/base/message.ts'
import { findCaseNumbers, formatCaseNumber } from '../../../src/domain/base/text/case-number.ts'
import { parseFlows } from '../../../src/flow/mod.ts'
import type { Content } from '../../../src/usecases/base/context.ts'
import { openTurn } from '../../../src/usecases/base/turn-record.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { rememberFlows } from '../../../src/usecases/talk/remember-flows.ts'
import { dialogueFiles } from '../../flow/support.ts'
import { MemoryChannel, type TestContext, testContext, typed } from '../../helpers/context.ts'

/** Each line of bad input that residents, phones and networks come up with, through the door that all channels use. */

let ctx: TestContext
let heard = ''

beforeEach(async () => {
  ctx = await testContext({ channels: [new MemoryChannel('web')] })
})
afterEach(() => ctx.close())

async function say(from: string, text: string, more: Partial<Inbound> = {}, minutes = 1): Promise<string> {
  ctx.clock.advance(minutes)
  const { replies } = await receiveMessage(ctx, typed(ctx, from, text, more), { passive: all => all.length })
  heard = replies.map(r => r.text).join('\n')
  return heard
}

const cases = () => ctx.db.read.case.findMany({ orderBy: { id: 'asc' } })
const photo = { kind: 'photo' as const, bytes: Buffer.from('not a real photo'), mime: 'image/jpeg' }
const voice = { kind: 'voice' as const, bytes: Buffer.from('not a real voice'), mime: 'audio/amr' }
const LAMP = '小学门口的路灯坏了三个月没人管'

/** From wherever the dialogue is to a number. */
async function finish(from: string): Promise<string> {
  for (let turns = 0; turns < 12; turns++) {
    const number = findCaseNumbers(heard)[0]?.number
    if (number && /登记好了/.test(heard)) return number
    const next = /哪个村/.test(heard)
      ? '东山村'
      : /是否一并关注/.test(heard)
        ? '单独登记'
        : /请看看对不对/.test(heard)
          ? '确认'
          : /有照片吗|发完回复/.test(heard)
            ? '完成'
            : '跳过'
    await say(from, next)
  }
  throw new Error(`no number: ${heard}`)
}

describe('bad input', () => {
  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t　'],
    ['zero-width characters', '\u200b\u200d\ufeff'],
    ['control characters', '\u0000\u0007\u001b'],
    ['half a character', '\ud83d'],
    ['only emoji', '😡😡😡👍🏽'],
  ])('%s: an answer in words, and no case', async (_what, text) => {
    expect(await say('a', text)).toMatch(/没看到文字|您想办什么/)
    await say('a', '投诉')
    const asked = await say('a', text)
    expect(asked).toMatch(/请用文字说一说|请说说|再说具体/)
    expect(await cases()).toHaveLength(0)
    // The thread is not lost.
    await say('a', LAMP)
    await finish('a')
    expect(await cases()).toMatchObject([{ text: LAMP }])
  })

  it('9,000 characters are registered whole', async () => {
    const long = '路灯坏了没人修。'.repeat(1125)
    await say('a', long)
    expect(heard).not.toMatch(/最多记/)
    await finish('a')
    const [row] = await cases()
    expect(row).toMatchObject({ text: long, title: '路灯坏了没人修' })
  })

  it('of 12,000 characters the case has the first 10,000, the resident hears up to which; the message is stored whole', async () => {
    const long = '路灯坏了没人修。'.repeat(1500)
    expect(await say('a', long)).toMatch(
      /您写了 12000 字，一次最多记 10000 字：记到“….*路灯坏了没人修。”为止/,
    )
    await finish('a')
    const [row] = await cases()
    expect([...row!.text]).toHaveLength(10_000)
    expect((await ctx.db.read.message.findFirstOrThrow({ orderBy: { id: 'asc' } })).text).toHaveLength(12_000)
  })

  it('zero-width and control characters inside a text do not change what it means', async () => {
    await say('a', '投\u200b诉\u0000')
    expect(heard).toMatch(/请说说是什么事/)
    await say('a', '路灯\u200b坏了\u0007没人管\u202e')
    await say('a', '东\ufeff山村')
    expect(heard).toMatch(/具体在什么地方/)
    await finish('a')
    expect(await cases()).toMatchObject([{ text: '路灯坏了没人管', areaId: 'dongshan' }])
  })

  it.each([
    ['a photo', photo, '照片收到了。\n\n拍的是什么事？在哪里？'],
    ['a voice message', voice, '语音收到了，会交给工作人员听。'],
  ])('only %s: named, kept, asked about, and with the case in the end', async (_what, media, answer) => {
    expect(await say('a', '', { kind: 'media', media: [media] })).toContain(answer)
    expect(await cases()).toHaveLength(0)
    await say('a', LAMP)
    await finish('a')
    const [row] = await cases()
    expect(await ctx.db.read.attachment.findMany({ where: { caseId: row!.id } })).toMatchObject([
      { kind: media.kind },
    ])
  })

  it('another resident’s number reveals nothing without its code, and the status with it', async () => {
    await say('a', '投诉')
    await say('a', LAMP)
    const number = await finish('a')
    const code = ctx.secrets.trackingCode(number)
    expect(await say('b', number)).toMatch(/您这个号上没有登记过/)
    expect(heard).not.toContain('路灯')
    expect(await say('b', 'ABCDE23456')).toMatch(/编号或者查询码不对/)
    expect(heard).not.toContain('路灯')
    await say('b', number)
    expect(await say('b', code)).toContain('路灯')
    // Seeing is not owning: acts on it are refused.
    await say('b', '撤回')
    await say('b', '确定撤回')
    expect((await cases())[0]!.status).toBe('received')
  })

  it('an unknown number gets the same answer as another resident’s', async () => {
    await say('a', '投诉')
    await say('a', LAMP)
    const theirs = await finish('a')
    const none = formatCaseNumber(2026, 99_999)
    const answers: string[][] = []
    for (const number of [theirs, none]) {
      const heardOf = [number, 'ABCDE23456', number, '没有', `${number}怎么样了`, '跳过']
      const told: string[] = []
      for (const words of heardOf) told.push((await say('b', words)).replaceAll(number, 'N'))
      answers.push(told)
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]![0]).toContain('没有登记过N')
  })

  it('a number that is not among the choices is never taken for one; the question is asked again', async () => {
    await say('a', '投诉')
    await say('a', LAMP)
    expect(heard).toMatch(/是哪个村/)
    for (const wrong of ['99', '0', '-1', '１２３４５６７８９０', '3.5']) {
      expect(await say('a', wrong), wrong).toMatch(/是哪个村|人工/)
    }
    await say('a', '2')
    await finish('a')
    expect(await cases()).toMatchObject([{ areaId: 'dongshan' }])
  })

  it('three messages within a second are stored in order, and no answer asks a question twice', async () => {
    const texts = ['路灯坏了好几盏', '一共三盏都不亮', '老人晚上不敢出门']
    // The phone sends them one after the other; the network delivers them at once.
    ctx.clock.advance(1)
    const answers = []
    for (const text of texts) {
      ctx.clock.advance(0.005)
      answers.push(receiveMessage(ctx, typed(ctx, 'a', text), { passive: all => all.length }))
    }
    for (const received of await Promise.all(answers)) {
      const said = received.replies.map(r => r.text).join('\n')
      expect(said.split('是哪个村').length - 1).toBeLessThanOrEqual(1)
      heard = said
    }
    heard = '是哪个村'
    await finish('a')
    const all = await cases()
    expect(all).toHaveLength(1)
    const kept = all[0]!.text.split('\n')
    expect([...kept].sort()).toEqual([...texts].sort())
    const inbound = await ctx.db.read.message.findMany({
      where: { direction: 'in' },
      orderBy: { id: 'asc' },
      take: 3,
    })
    // What came first is first, in the messages and in the case.
    expect(kept).toEqual(inbound.map(m => m.text))
  })

  it('messages from two devices at once continue one dialogue, are all answered, and open one case', async () => {
    await say('a', '投诉')
    const [one, two] = await Promise.all([
      receiveMessage(ctx, typed(ctx, 'a', LAMP), { passive: all => all.length }),
      receiveMessage(ctx, typed(ctx, 'a', '卫生院旁边也有一盏不亮'), { passive: all => all.length }),
    ])
    for (const { replies } of [one, two]) expect(replies.length).toBeGreaterThan(0)
    heard = '是哪个村'
    await finish('a')
    const [row, ...more] = await cases()
    expect(more).toEqual([])
    expect(row!.text).toMatch(/路灯坏了三个月[\s\S]*卫生院旁边|卫生院旁边[\s\S]*路灯坏了三个月/)

    // Both press 确认 of the next one at the same time.
    await say('a', '垃圾桶满了一个星期没人清运')
    while (!/请看看对不对/.test(heard))
      await say('a', /哪个村/.test(heard) ? '西河村' : /照片/.test(heard) ? '完成' : '跳过')
    await Promise.all(['x', 'y'].map(() => receiveMessage(ctx, typed(ctx, 'a', '确认'))))
    expect(await cases()).toHaveLength(2)
  })

  it('20 sessions finish although a deployment removed the step that they are at', async () => {
    const people = Array.from({ length: 20 }, (_, i) => `p${i}`)
    for (const from of people) {
      await say(from, '投诉', {}, 0.1)
      await say(from, `第 ${from} 家门口的路灯坏了没人修`, {}, 0.1)
      await say(from, '东山村', {}, 0.1)
      if (/是否一并关注/.test(heard)) await say(from, '单独登记', {}, 0.1)
      expect(heard).toMatch(/具体在什么地方/)
    }
    const files = dialogueFiles().map(({ file, text }) => ({
      file,
      text: file.endsWith('/complaint.yaml')
        ? text
            .replace(/ {2}place:\n {4}ask: location[\s\S]*?(?= {2}since:\n)/, '')
            .replace('[text, area, place, since', '[text, area, since')
            .replaceAll('none: place, failed: place', 'none: since, failed: since')
        : text,
    }))
    const parsed = parseFlows(files)
    expect(parsed.problems.filter(p => p.severity === 'error')).toEqual([])
    expect(parsed.flows.find(f => f.id === 'complaint')!.steps['place']).toBeUndefined()
    const deployed: Content = { ...ctx.content(), flows: parsed.flows }
    ctx.content = () => deployed
    await rememberFlows(ctx)

    const numbers = new Set<string>()
    for (const from of people) {
      await say(from, `${from} 家门口`, {}, 0.1)
      expect(heard).toMatch(/有照片吗/)
      numbers.add(await finish(from))
    }
    expect(numbers.size).toBe(20)
    const places = (await cases()).map(row => row.place)
    expect(places).toEqual(people.map(from => `${from} 家门口`))
    // Who begins now is not asked for the place any more.
    await say('new', '投诉')
    await say('new', '河边的垃圾没人清运')
    await say('new', '西河村')
    expect(heard).toMatch(/有照片吗/)
  })

  it('every answered message has a turn record to replay, and all records are sealed', async () => {
    await say('a', '投诉')
    await say('a', '😡')
    const rows = await ctx.db.read.message.findMany({ where: { direction: 'in' } })
    for (const row of rows) expect(openTurn(ctx.secrets, row)?.now).toBeDefined()
    expect(rows.map(row => row.turnSealed).join()).not.toContain('{')
  })
})
