import type { TestContext } from './context.ts'

interface Given {
  column: string
  area?: string
  department?: string
  /** What happened to it and on which day; `published` and `republished` give it a version. */
  lives: readonly (readonly [type: string, day: string])[]
  title?: string
  consultation?: boolean
  endsOn?: string
  /** The state of its first version as an article. */
  article?: string
}

const PUBLIC = ['published', 'republished']

/** Stores an item with its record as it would be after these events, for what counts items. @returns its id */
export async function addItem(
  ctx: TestContext,
  { column, area, department = 'party-office', lives, title = '一条信息', article, ...rest }: Given,
): Promise<number> {
  const at = (day: string) => new Date(`${day}T09:30+08:00`)
  const shown = lives.filter(([type]) => PUBLIC.includes(type))
  const [last] = lives.slice(-1)
  const down = last && !PUBLIC.includes(last[0])
  return await ctx.db.inTransaction(async tx => {
    const item = await tx.item.create({
      data: {
        number: `2026-${String((await tx.item.count()) + 1).padStart(5, '0')}`,
        columnId: column,
        areaId: area ?? null,
        departmentId: department,
        status: last ? (last[0] === 'filed' ? 'filed' : down ? 'withdrawn' : 'published') : 'draft',
        openness: 'open',
        title,
        draftedById: 1,
        liveVersion: last && !down ? shown.length : null,
        publishedAt: shown[0] ? at(shown[0][1]) : null,
        updatedLiveAt: shown.length > 0 ? at(shown.at(-1)![1]) : null,
        withdrawnAt: down && last[0] !== 'filed' ? at(last[1]) : null,
        createdAt: at('2025-01-01'),
        ...rest,
      },
    })
    const itemId = item.id
    await tx.itemVersion.createMany({
      data: shown.map(([, day], i) => ({
        itemId,
        version: i + 1,
        title,
        body: '正文',
        files: '[]',
        savedById: 1,
        savedBy: '王通讯',
        savedAt: at(day),
        liveFrom: at(day),
      })),
    })
    await tx.itemEvent.createMany({
      data: lives.map(([type, day], i) => ({
        itemId,
        seq: i + 1,
        type,
        at: at(day),
        byKind: 'officer',
      })),
    })
    if (article)
      await tx.itemArticle.create({
        data: {
          itemId,
          version: 1,
          state: article,
          createdAt: at('2026-01-01'),
          updatedAt: at('2026-01-01'),
        },
      })
    return itemId
  })
}
