import type { Catalogue, Column } from './catalogue.ts'

/** Words that stand in every question about what is published. */
const GENERAL =
  /最近|公开|公示|公布|公告|信息|名单|在哪里?|哪里|哪儿|怎么|查询?|看看?|一下|我们|咱们|我|村里?|社区|镇里?|的|了|什么|有没有|吗|呢|请问|栏/gu

const pairsOf = (text: string): Set<string> => {
  const signs = [...text.replace(/[^\p{L}\p{N}]/gu, '')]
  return new Set(signs.slice(1).map((sign, i) => `${signs[i]}${sign}`))
}

/**
 * The column that a resident asks about, by the pairs of characters that its name and description share with the question.
 * Undefined when no column shares any: then the question is about everything.
 */
export function columnFor({ columns }: Catalogue, text: string): Column | undefined {
  const asked = pairsOf(text.replace(GENERAL, ' '))
  let best: { column: Column; shared: number } | undefined
  for (const column of columns) {
    const words = pairsOf(`${column.name} ${column.about ?? ''}`)
    const shared = [...asked].filter(pair => words.has(pair)).length
    if (shared > (best?.shared ?? 0)) best = { column, shared }
  }
  return best?.column
}
