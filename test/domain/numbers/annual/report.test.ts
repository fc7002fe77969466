import { describe, expect, it } from 'vitest'
import { readYaml } from '../../../../src/domain/base/yaml-file.ts'
import { disclosureTable } from '../../../../src/domain/numbers/annual/applications.ts'
import { disclosedFigures } from '../../../../src/domain/numbers/annual/disclosed.ts'
import { type ReportDocument, sayPart } from '../../../../src/domain/numbers/annual/document.ts'
import { placesInGrid } from '../../../../src/domain/numbers/annual/grids.ts'
import { reportMarkdown } from '../../../../src/domain/numbers/annual/markdown.ts'
import type { AnnualNumbers } from '../../../../src/domain/numbers/annual/numbers.ts'
import { annualFileSchema } from '../../../../src/domain/numbers/annual/office-file.ts'
import { annualReport } from '../../../../src/domain/numbers/annual/report.ts'
import { commentFigures, totalFigures } from '../../../../src/domain/publish/item-counts.ts'
import { quietYear } from './quiet-year.ts'

const report = (changes: Partial<AnnualNumbers> = {}): ReportDocument =>
  annualReport({ ...quietYear(), ...changes })

const paragraphs = ({ blocks }: ReportDocument) =>
  blocks.flatMap(b => (b.block === 'paragraph' ? [b.parts.map(sayPart).join('')] : []))
const gridOf = ({ blocks }: ReportDocument, name: RegExp) =>
  blocks.flatMap(b => (b.block === 'grid' && name.test(b.grid.name) ? [b.grid] : []))[0]!

const PLACE = { columnId: 'budget', areaId: null, departmentId: 'party-office' }
const items = [{ ...PLACE, measure: 'published' as const, n: 3 }]

describe('the annual report', () => {
  it('has the six parts of the official format, in their order', () => {
    const titles = report().blocks.flatMap(b => (b.block === 'heading' && b.level === 1 ? [b.text] : []))
    expect(titles).toEqual([
      '一、总体情况',
      '二、主动公开政府信息情况',
      '三、收到和处理政府信息公开申请情况',
      '四、政府信息公开行政复议、行政诉讼情况',
      '五、存在的主要问题及改进情况',
      '六、其他需要报告的事项',
    ])
  })

  it('says what numbers say, and leaves the rest to a person', () => {
    const text = paragraphs(report({ items, figures: totalFigures(items) }))
    expect(text).toContain('本机关公开信息3条，更新0次，撤下0条。')
    expect(text).toContain('【请补充：收取政府信息公开信息处理费多少元；没有收取也要写明】')
    expect(text.filter(t => t.includes('【请补充：')).length).toBeGreaterThan(5)
  })

  it('prints 无 for what nobody filled in, never 0', () => {
    const rows = placesInGrid(gridOf(report(), /^表二/)).map(row =>
      row.map(cell => (cell ? sayPart(cell.content) : null)),
    )
    expect(rows.find(r => r[0] === '规章')).toEqual(['规章', '无', '无', '无'])
    expect(rows.find(r => r[0] === '行政许可')).toEqual(['行政许可', '无', null, null])
    expect(paragraphs(report()).join('')).toContain('【请补充：制发、废止和现行有效的行政规范性文件')
    const filled = report({ file: annualFileSchema.parse({ disclosed: { licences: 35, fees: 1.25 } }) })
    const cells = placesInGrid(gridOf(filled, /^表二/)).map(row =>
      row.map(cell => cell && sayPart(cell.content)),
    )
    expect(cells.find(r => r[0] === '行政许可')![1]).toBe('35')
    expect(cells.find(r => r[0] === '行政事业性收费')![1]).toBe('1.25')
  })

  it('breaks nothing down where there is nothing', () => {
    expect(gridOf(report(), /^表一/).rows).toHaveLength(2)
    expect(gridOf(report({ items }), /^表一/).rows).toHaveLength(8)
  })

  it('every row of every table fills its columns', () => {
    const grids = report({ items }).blocks.flatMap(b => (b.block === 'grid' ? [b.grid] : []))
    expect(grids.map(g => g.name.slice(0, 2))).toEqual(['表一', '表二', '表三', '表四'])
    for (const grid of grids) {
      const places = placesInGrid(grid)
      expect(places).toHaveLength(grid.rows.length)
      for (const row of places) expect(row).toHaveLength(grid.columns)
      const covered = grid.rows.flat().reduce((sum, c) => sum + (c.across ?? 1) * (c.down ?? 1), 0)
      expect([grid.name, covered]).toEqual([grid.name, grid.columns * grid.rows.length])
    }
  })

  it('is final only when the year is over and every rule holds; only then may it be sent', () => {
    expect(report({ over: true }).state).toBe('final')
    expect(report({ over: true }).status.join('')).toContain('可以报送')
    expect(report().state).toBe('running')
    expect(report().status).toEqual(['草稿：2026年还没有结束，数字统计到2026年11月16日。'])
    expect(reportMarkdown(report())).not.toContain('报送')
  })

  it('says at the top which rule fails, and is nothing to send then', () => {
    const applications = disclosureTable([], quietYear().span)
    applications.received.business = 1
    const broken = report({ over: true, applications })
    expect(broken.state).toBe('failed')
    expect(broken.status[0]).toContain('勾稽关系不成立')
    expect(broken.status.join('')).toContain('表三“商业企业”一列')
    const text = reportMarkdown(broken)
    expect(text.split('\n')[2]).toContain('> 勾稽关系不成立')
    expect(text).not.toContain('报送')
    expect(report({ over: true, failed: ['诉求办理情况对不上'] }).state).toBe('failed')
  })

  it('turns problems that numbers show into prompts, each with its number', () => {
    const of = (changes: Partial<AnnualNumbers>) => paragraphs(report(changes)).join('\n')
    expect(of({})).not.toContain('栏目到期没有更新1')
    expect(of({ late: [{ columnId: 'budget', areaId: 'xihe', n: 2 }] })).toContain(
      '【请补充：栏目到期没有更新2次（西河村财政预决算），写明原因和怎么改】',
    )
    expect(of({ cases: { cohort: 5, onTime: 3, overdue: 1 } })).toContain('没有按时答复的申请2件')
    const comments = commentFigures([
      { consultation: true, treatment: null, status: 'answered', n: 4 },
      { consultation: false, treatment: null, status: 'accepted', n: 2 },
    ])
    expect(of({ comments })).toContain('没有写明怎么处理的意见4条')
    expect(of({ comments })).toContain('还没有答复的留言2条')
    expect(of({ consultations: { opened: 2, concluded: 1, silent: 1 } })).toContain('还没有公布结果1次')
  })
})

describe('documents in force', () => {
  const file = (disclosed: object) => annualFileSchema.parse({ disclosed })
  const rules = { issued: 1, repealed: 0, inForce: 4 }

  it('are checked against the end of the year before', () => {
    const lastFile = file({ rules: { issued: 0, repealed: 0, inForce: 3 } })
    expect(report({ over: true, file: file({ rules }), lastFile }).state).toBe('final')
    const wrong = report({ over: true, file: file({ rules: { ...rules, inForce: 5 } }), lastFile })
    expect(wrong.state).toBe('failed')
    expect(wrong.status.join('')).toContain('上年末 3 + 制发 1 − 废止 0 ≠ 现行有效 5')
    expect(report({ file: file({ rules }) }).unchecked).toEqual([
      'annual/2025.yaml 没有填“规章”，今年的现行有效件数没法和上年末核对。',
    ])
  })

  it('of the catalogue fail the rule when an old one comes back', () => {
    const counted = { before: 1, issued: 1, repealed: 0, inForce: 3 }
    expect(report({ normative: counted }).state).toBe('failed')
    expect(report({ normative: { ...counted, inForce: 2 } }).state).toBe('running')
  })

  it('of the catalogue and of before it are added up', () => {
    const before = file({ normative: { issued: 0, repealed: 1, inForce: 9 } })
    expect(disclosedFigures({ before: 1, issued: 2, repealed: 0, inForce: 3 }, before).normative).toEqual({
      issued: 2,
      repealed: 1,
      inForce: 12,
    })
    expect(disclosedFigures(null, null).normative).toBeNull()
  })
})

describe('the office’s file', () => {
  it('may hold only what was known before: files of earlier versions stay valid', () => {
    const old =
      'reconsideration: { upheld: 2 }\nlitigation:\n  direct: { pending: 1 }\n  afterReconsideration: {}\n'
    expect(readYaml(annualFileSchema, old, 'annual/2026.yaml').problems).toEqual([])
    expect(readYaml(annualFileSchema, 'disclosed: { licences: 3 }\n', 'annual/2026.yaml').problems).toEqual(
      [],
    )
  })

  it.each(['disclosed: { licences: -1 }', 'disclosed: { rules: { issued: 1 } }', 'disclosed: { other: 1 }'])(
    'refuses %s with its line',
    text => {
      const { problems } = readYaml(annualFileSchema, text, 'annual/2026.yaml')
      expect(problems[0]).toMatchObject({ file: 'annual/2026.yaml', line: 1 })
    },
  )
})

describe('the report as Markdown', () => {
  it('has headings, and tables of which every row has all cells', () => {
    const text = reportMarkdown(report({ items, figures: totalFigures(items) }))
    expect(text.startsWith('# 青禾镇人民政府2026年政府信息公开工作年度报告\n')).toBe(true)
    expect(text).toContain('\n## 一、总体情况\n')
    expect(text).toContain('\n### （一）主动公开\n')
    const tables = text.split(/\n\n/).filter(part => part.startsWith('| '))
    expect(tables).toHaveLength(4)
    for (const table of tables) {
      const widths = new Set(
        table
          .trim()
          .split('\n')
          .map(line => line.split(' | ').length),
      )
      expect(widths.size).toBe(1)
    }
  })

  it('lets no name break a table or begin a heading', () => {
    const names = { ...quietYear().names, column: () => '# 预|算\n表' }
    const text = reportMarkdown(report({ items, names }))
    expect(text).toContain('| # 预 算 表 |')
  })
})
