import sharp from 'sharp'
import { describe, expect, inject, it } from 'vitest'
import { schemaText } from '../../../prisma/schema-text.mjs'
import { ROOT } from '../../../src/root.ts'
import { gramsOf } from '../../../src/search/case-grams.ts'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { answerCase } from '../../helpers/cases.ts'
import { officer, testContext, typed } from '../../helpers/context.ts'
import { browser } from '../../helpers/listen.ts'
import { columnsOf } from '../../helpers/schema.ts'
import { findInFiles, findInTables } from '../../helpers/stored-rows.ts'
import { wechatOffice } from '../../helpers/wechat-office.ts'

const NAME = '欧阳锺麟'
const PHONE = '13918273645'
const WORDS = '独角兽躲在祠堂后面'
const FILE = '貔貅的照片.jpg'
const ANSWER = '麒麟已经请走了'
const OPENID = 'oUnicorn_marker_7731'
/** With the words that a search could be built from. */
const MARKS = [
  NAME,
  PHONE,
  '139 1827',
  WORDS,
  FILE,
  '貔貅',
  ANSWER,
  OPENID,
  ...gramsOf([WORDS, NAME]).filter(g => [...g].length === 2),
]

const TABLES = [...new Set(columnsOf(schemaText(ROOT)).map(c => c.model))]

const NAMED = ['我要举报', WORDS, '跳过', '留名', NAME, PHONE, '确认']
const ANONYMOUS = ['我要举报', WORDS, '跳过', '匿名', '确认']

const numberIn = (texts: readonly string[]) => /\d{4}-\d{5}-\w/.exec(texts.join('\n'))![0]

describe.skipIf(inject('postgres'))('the data directory of a running office', () => {
  it('contains no plain text or file of a resident', async () => {
    const office = await wechatOffice()
    const { ctx, address } = office.service
    try {
      const resident = office.resident(OPENID)
      const named: string[] = []
      for (const text of NAMED) named.push(await office.says(resident, text))
      const visitor = browser(address, 'https://office.example')
      const replies: string[] = []
      for (const text of ANONYMOUS) {
        const form = new FormData()
        if (text === '跳过') {
          const photo = await sharp({ create: { width: 9, height: 9, channels: 3, background: '#080' } })
            .jpeg()
            .toBuffer()
          form.append('photos', new File([new Uint8Array(photo)], FILE, { type: 'image/jpeg' }))
          await visitor.fetch('/channels/web/messages', { method: 'POST', body: form })
        }
        office.clock.advance(1)
        const answer = await visitor.postJson('/channels/web/messages', {
          text: text === '跳过' ? '完成' : text,
        })
        replies.push(JSON.stringify(await answer.json()))
      }
      const numbers = [numberIn(named), numberIn(replies)]
      for (const number of numbers) {
        await office.answers(number, ANSWER)
        expect((await office.view(number)).text).toContain('独角兽')
      }
      await office.says(resident, `${WORDS}，补充 ${numbers[0]}`)
      expect(await ctx.db.read.attachment.count()).toBe(1)

      expect(findInFiles(ctx.config.dataDir, MARKS)).toEqual([])
      await office.service.stop()
      expect(findInFiles(ctx.config.dataDir, MARKS)).toEqual([])
    } finally {
      await office.stop()
    }
  })
})

it('no table contains a resident’s texts, or texts about them, unsealed', async () => {
  const ctx = await testContext()
  const dispatcher = await officer(ctx, 'dispatcher', '林')
  const clerk = await officer(ctx, 'clerk', '周', 'construction')
  const reviewer = await officer(ctx, 'reviewer', '吴')
  const numbers: string[] = []
  for (const [from, lines] of [
    [OPENID, NAMED],
    ['other', ANONYMOUS],
  ] as const) {
    const texts: string[] = []
    for (const line of lines) {
      ctx.clock.advance(1)
      texts.push(...(await receiveMessage(ctx, typed(ctx, from, line))).replies.map(r => r.text))
    }
    numbers.push(numberIn(texts))
  }
  for (const number of numbers) {
    await moveCase(ctx, number, 'accept', {}, dispatcher)
    await moveCase(ctx, number, 'note', { text: WORDS }, dispatcher)
    await moveCase(ctx, number, 'assign', { department: 'construction' }, dispatcher)
    await moveCase(ctx, number, 'draft', { text: ANSWER }, clerk)
    await moveCase(ctx, number, 'submit', {}, clerk)
    await moveCase(ctx, number, 'return', { reason: WORDS }, reviewer)
    await answerCase(ctx, number, `${ANSWER}。`, [clerk, reviewer])
  }
  expect(await ctx.db.read.case.count({ where: { phoneSealed: { not: null } } })).toBe(1)
  expect(await findInTables(ctx, TABLES, MARKS)).toEqual([])
  await ctx.close()
})
