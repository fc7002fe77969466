import { join } from 'node:path'
import { expect, it } from 'vitest'
import { STATUS_NAMES, STATUSES, type Status } from '../../../src/domain/cases/case.ts'
import { MOVES, type MoveName, ruleOf } from '../../../src/domain/cases/moves.ts'
import { ROLE_NAMES } from '../../../src/domain/office/roles.ts'
import { ROOT } from '../../../src/root.ts'

const WHO: Readonly<Record<string, string>> = { ...ROLE_NAMES, resident: '群众', system: '自动' }

const said = (statuses: readonly Status[], none: string) =>
  statuses.length === 0
    ? none
    : STATUSES.every(status => statuses.includes(status))
      ? '任何'
      : statuses.map(status => STATUS_NAMES[status]).join('、')

function table(): string {
  const rows = (Object.keys(MOVES) as MoveName[]).map(name => {
    const { label, about, from, to, who, events } = ruleOf(name)
    return [
      `\`${name}\``,
      label,
      said(from, ''),
      said(to, '不变'),
      who.map(mover => WHO[mover]).join('、'),
      Object.keys(events)
        .map(type => `\`${type}\``)
        .join(' '),
      about,
    ]
  })
  const head = ['名称', '办理', '从', '到', '谁', '记录', '做什么']
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    '# 一件诉求的办理',
    '',
    '由 `src/domain/cases/moves/` 生成（`npx vitest run -u test/domain/cases/moves-doc.test.ts`），不要手改。每种办理一个文件；不在表里的办理不存在。',
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n')
}

it('docs/moves.md is what the code says (vitest -u writes it)', async () => {
  await expect(table()).toMatchFileSnapshot(join(ROOT, 'docs/moves.md'))
})
