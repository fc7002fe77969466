import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openContent } from '../../../../src/app/content.ts'
import { ROLES } from '../../../../src/domain/office/roles.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { addFirstMessages } from '../../../../src/store/talk/first-messages.ts'
import { acceptedWordings, listWordings, noteWording } from '../../../../src/usecases/guides/guide-aliases.ts'
import { wordsKey } from '../../../../src/usecases/guides/words-key.ts'
import { decideFirstMessages } from '../../../../src/usecases/talk/first-messages/decide.ts'
import {
  askedIn,
  countMissed,
  listMissed,
  listProposals,
} from '../../../../src/usecases/talk/first-messages/review.ts'
import { eraseExpired } from '../../../../src/usecases/talk/forget/erase.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'
import { findInTables } from '../../../helpers/stored-rows.ts'
import { sendLines } from '../../../helpers/talk.ts'

let ctx: TestContext
let admin: Actor & { id: number }
let manager: Actor & { id: number }
const GUIDE = 'subsistence-allowance'

beforeEach(async () => {
  ctx = await testContext()
  admin = await officer(ctx, 'admin', '陈管理')
  manager = await officer(ctx, 'manager', '何领导')
  await sendLines(ctx, 'a', ['你好'])
})
afterEach(() => ctx.close())

type Row = Parameters<typeof addFirstMessages>[1][number]
/** A first message that came to this end. */
async function said(text: string, more: Partial<Row> = {}): Promise<number> {
  const { id: contactId } = await ctx.db.read.contact.findFirstOrThrow()
  const row: Row = {
    contactId,
    text,
    textKey: wordsKey(ctx.secrets, text),
    way: 'other',
    sure: 50,
    step: 'route.unsure',
    outcome: 'none',
    kind: null,
    guideId: null,
    missed: true,
    at: ctx.now(),
    ...more,
  }
  await ctx.db.inTransaction(tx => addFirstMessages(tx, [row]))
  return (await ctx.db.read.firstMessage.findFirstOrThrow({ orderBy: { id: 'desc' } })).id
}
const texts = async () => (await listProposals(ctx, admin)).proposals.map(p => p.text)
const AS_CASE = { outcome: 'case', kind: 'help', missed: false, step: 'complaint.area' } as const

describe('the list of first messages', () => {
  it('has equal words once, without personal data, with what became of them and a suggestion', async () => {
    await said('孩子没地方上学', AS_CASE)
    await said('孩子没地方上学！', AS_CASE)
    await said('孩子，没地方上学')
    await said('我叫欧阳锺麟，电话13918273645，补助没发')
    const { proposals, next } = await listProposals(ctx, admin)
    expect(next).toBeNull()
    expect(proposals).toMatchObject([
      { text: '我叫〔姓名〕，电话〔电话〕，补助没发', count: 1, did: '问群众想做什么', suggested: undefined },
      { count: 3, did: '问群众想做什么' },
    ])
    expect(proposals[1]!.ended.sort()).toEqual(['登记了（求助） 2 次', '选了“都不是”或不用 1 次'])
  })

  it('suggests the kind of the case, and the guide that was read while there is one', async () => {
    await said('孩子没地方上学', AS_CASE)
    await said('没钱了怎么办', { outcome: 'guide', guideId: GUIDE, missed: false, step: 'guide.more' })
    await said('有个旧指南', { outcome: 'guide', guideId: 'gone', missed: false, step: null })
    expect((await listProposals(ctx, admin)).proposals.map(p => p.suggested)).toEqual([
      undefined,
      { guide: GUIDE },
      { way: 'matter', kind: 'help' },
    ])
  })

  it('comes in pages, each text once', async () => {
    for (let i = 0; i < 45; i++) await said(`第${i}件说不清的事`)
    const found: string[] = []
    for (let before: number | undefined; ; ) {
      const page = await listProposals(ctx, admin, before)
      found.push(...page.proposals.map(p => p.text))
      if (page.next === null) break
      before = page.next
    }
    expect(found).toHaveLength(45)
    expect(new Set(found).size).toBe(45)
  })

  it('leaves out words that wait as a wording of a guide', async () => {
    await said('老人没钱咋办')
    await ctx.db.inTransaction(tx => noteWording(tx, ctx, GUIDE, '老人没钱咋办', 'picked'))
    expect(await texts()).toEqual([])
  })

  it('is for those who review wordings, and not for one department', async () => {
    const id = await said('说不清的事')
    const bound = await officer(ctx, 'manager', '分管', 'construction')
    for (const role of ROLES) {
      const by = await officer(ctx, role, `第二个${role}`)
      const allowed = role === 'admin' || role === 'manager'
      for (const attempt of [
        () => listProposals(ctx, by),
        () => listMissed(ctx, by),
        () => askedIn(ctx, by, id),
        () => decideFirstMessages(ctx, by, { ids: [id + 99], meaning: 'useless' }),
      ]) {
        const code = await attempt().then(
          () => 'done',
          error => error.code,
        )
        expect([role, code]).toEqual([role, allowed ? expect.stringMatching(/done|not_found/) : 'forbidden'])
      }
    }
    await expect(listProposals(ctx, bound)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('a decision', () => {
  it('about a guide is a wording like any other, and the search finds it', async () => {
    const id = await said('俺家揭不开锅了该咋整')
    await decideFirstMessages(ctx, admin, { ids: [id], meaning: { guide: GUIDE } })
    const live = await openContent(ctx.db, ctx.content(), ctx.now)
    expect(live.current().findGuides('俺家揭不开锅了，该咋整')).toMatchObject({
      decision: 'answer',
      hits: [{ id: GUIDE }],
    })
    expect(await listWordings(ctx, 'accepted', admin)).toMatchObject([{ guideId: GUIDE, source: 'reviewed' }])
    expect(await texts()).toEqual([])
  })

  it('accepts the wording that already waits, and does not store it twice', async () => {
    await ctx.db.inTransaction(tx => noteWording(tx, ctx, GUIDE, '老人没钱咋办', 'picked'))
    const id = await said('老人没钱咋办')
    await decideFirstMessages(ctx, admin, { ids: [id], meaning: { guide: GUIDE } })
    expect(await ctx.db.read.guideAlias.findMany()).toMatchObject([{ status: 'accepted', source: 'picked' }])
  })

  it('about a way decides it at once, and can be taken back', async () => {
    const id = await said('东头那个老毛病')
    await decideFirstMessages(ctx, admin, { ids: [id], meaning: { way: 'matter', kind: 'complaint' } })
    const live = await openContent(ctx.db, ctx.content(), ctx.now)
    expect(live.current().classify('东头那个老毛病。')).toMatchObject({ intent: 'case' })
    expect((await acceptedWordings(ctx.db)).lessons).toEqual([
      { text: '东头那个老毛病', way: 'matter', kind: 'complaint' },
    ])
    const [row] = await listWordings(ctx, 'accepted', admin)
    expect(row).toMatchObject({ guideId: null, meaning: '登记办理（投诉）' })
  })

  it('that words are of no use keeps them from coming back', async () => {
    await decideFirstMessages(ctx, admin, { ids: [await said('哈哈哈哈')], meaning: 'useless' })
    await said('哈哈，哈哈')
    expect(await texts()).toEqual([])
    expect((await listMissed(ctx, admin)).missed).toEqual([])
    expect((await acceptedWordings(ctx.db)).lessons).toEqual([])
    expect(await listWordings(ctx, 'refused', admin)).toEqual([])
  })

  it('keeps neither personal data nor whose words they were, also when the messages are gone', async () => {
    const text = '我叫欧阳锺麟，电话13918273645，独角兽补助没发'
    await decideFirstMessages(ctx, admin, {
      ids: [await said(text)],
      meaning: { way: 'matter', kind: 'help' },
    })
    ctx.clock.advance(91 * 24 * 60)
    await eraseExpired(ctx)
    expect(await ctx.db.read.firstMessage.count()).toBe(0)
    expect((await acceptedWordings(ctx.db)).lessons[0]!.text).toBe(
      '我叫〔姓名〕，电话〔电话〕，独角兽补助没发',
    )
    expect(await findInTables(ctx, ['GuideAlias', 'AuditEntry'], ['独角兽', '欧阳', '补助没发'])).toEqual([])
  })

  it('needs a short wording for a guide when the words are long or had personal data', async () => {
    const long = `${'我家里的情况很困难，'.repeat(6)}能不能给点钱`
    const ids = [await said(long)]
    const meaning = { guide: GUIDE }
    await expect(decideFirstMessages(ctx, admin, { ids, meaning })).rejects.toMatchObject({
      code: 'invalid_field',
    })
    for (const wording of ['钱', '我叫王小明没钱了', '很'.repeat(41)])
      await expect(decideFirstMessages(ctx, admin, { ids, meaning, wording })).rejects.toMatchObject({
        code: 'invalid_field',
      })
    await decideFirstMessages(ctx, admin, { ids, meaning, wording: '困难户给钱' })
    const { wordings, lessons } = await acceptedWordings(ctx.db)
    expect(wordings.get(GUIDE)).toEqual(['困难户给钱'])
    expect(lessons.map(l => l.way)).toEqual(['question', 'question'])
    expect(await texts()).toEqual([])
  })

  it('is refused for a guide that is gone and for words that are gone, and recorded otherwise', async () => {
    const id = await said('说不清的事')
    const decide = (ids: number[], guide: string) =>
      decideFirstMessages(ctx, admin, { ids, meaning: { guide } })
    await expect(decide([id], 'gone')).rejects.toMatchObject({ code: 'invalid_field' })
    await expect(decide([id + 1], GUIDE)).rejects.toMatchObject({ code: 'not_found' })
    await decide([id], GUIDE)
    expect(await ctx.db.read.auditEntry.findFirst({ orderBy: { id: 'desc' } })).toMatchObject({
      action: 'words_learned',
      target: String(id),
      detail: `guide:${GUIDE}`,
      officerId: admin.id,
    })
  })

  it('of two officers at once counts once', async () => {
    for (let round = 0; round < 5; round++) {
      // The second saw the page before another message with the same words came.
      const text = `第${round}件说不清的事`
      const ids = [await said(text), await said(`${text}。`)]
      const done = await Promise.allSettled([
        decideFirstMessages(ctx, admin, { ids: [ids[0]!], meaning: { way: 'matter', kind: 'help' } }),
        decideFirstMessages(ctx, manager, { ids: [ids[1]!], meaning: { guide: GUIDE } }),
      ])
      expect(done.map(d => d.status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(done.find(d => d.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
      expect(await ctx.db.read.guideAlias.count()).toBe(round + 1)
    }
  })
})

describe('the week’s list of what was not understood', () => {
  it('puts texts together that nearly say the same, and counts them', async () => {
    const one = '村东头变压器那个老毛病啥时候能弄好'
    await said(one, { outcome: 'menu', step: null })
    await said(one, { outcome: 'menu', step: null })
    await said(`${one}啊大哥`)
    await said('别的说不清的事')
    await said('登记了的', AS_CASE)
    const { missed } = await listMissed(ctx, admin)
    expect(missed.map(m => [m.text, m.others, m.count])).toEqual([
      ['别的说不清的事', [], 1],
      [one, [`${one}啊大哥`], 3],
    ])
    expect(missed[1]!.ended.sort()).toEqual(['只看到菜单 2 次', '选了“都不是”或不用 1 次'])
    expect(await countMissed(ctx)).toEqual({ count: 3, more: false })
  })

  it('ends after seven days, and says so when it is empty', async () => {
    await said('说不清的事')
    ctx.clock.advance(7 * 24 * 60 + 1)
    expect((await listMissed(ctx, admin)).missed).toEqual([])
    expect(await texts()).toEqual(['说不清的事'])
  })

  it('teaches all texts of a group with one press', async () => {
    const ids = [await said('变压器那个老毛病'), await said('变压器那个老毛病啊')]
    await decideFirstMessages(ctx, admin, { ids, meaning: { guide: GUIDE } })
    expect((await acceptedWordings(ctx.db)).wordings.get(GUIDE)!.toSorted()).toEqual([
      '变压器那个老毛病',
      '变压器那个老毛病啊',
    ])
    expect(await countMissed(ctx)).toEqual({ count: 0, more: false })
  })
})
