import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { parseGuides } from '../../../src/domain/guides/guide-file.ts'
import { officeSchema } from '../../../src/domain/office/office.ts'

const flows = join(import.meta.dirname, '../../../flows')
const files = readdirSync(join(flows, 'guides')).map(name => ({
  file: `guides/${name}`,
  text: readFileSync(join(flows, 'guides', name), 'utf8'),
}))
const right = files.find(f => f.file.endsWith('id-card.yaml'))?.text ?? ''

describe('the sample guides', () => {
  const { guides, problems } = parseGuides(files)
  const office = officeSchema.parse(parse(readFileSync(join(flows, 'office.yaml'), 'utf8')))

  it('are at least 40, without a problem', () => {
    expect(problems).toEqual([])
    expect(guides.length).toBeGreaterThanOrEqual(40)
  })

  it('have their id as file name', () => {
    expect(guides.map(g => `guides/${g.id}.yaml`).sort()).toEqual(files.map(f => f.file).sort())
  })

  it('belong to departments and categories of the office', () => {
    const departments = new Set(office.departments.map(d => d.id))
    const categories = new Set(office.categories.map(c => c.id))
    for (const guide of guides) {
      expect(departments, guide.id).toContain(guide.department)
      if (guide.category !== undefined) expect(categories, guide.id).toContain(guide.category)
    }
  })

  it('have legal basis, steps, materials, aliases and phone number', () => {
    for (const guide of guides) {
      expect(guide.basis.join(''), guide.id).toMatch(/《[^》]+》/)
      expect(guide.steps.length, guide.id).toBeGreaterThan(1)
      expect(guide.materials.length, guide.id).toBeGreaterThan(0)
      expect(guide.aliases.length, guide.id).toBeGreaterThan(3)
      expect(guide.phone, guide.id).toMatch(/^0000-88100\d\d$/)
    }
  })

  it('cite a law with its article', () => {
    const without = guides.filter(g => !g.basis.some(b => /》.*第[一二三四五六七八九十百千]+条/.test(b)))
    expect(without.map(g => g.id)).toEqual([])
  })

  it('are marked as samples to check', () => {
    expect(guides.filter(g => g.checked).map(g => g.id)).toEqual([])
  })
})

describe('parseGuides', () => {
  it('reports every problem of every file at once, with its line', () => {
    const broken = right
      .replace(/^title: .*\n/m, '')
      .replace(/^phone: .*$/m, 'phone:')
      .replace(/^updatedOn: .*$/m, 'updatedOn: 昨天')
      .concat('telephone: 1\n')
    const { guides, problems } = parseGuides([
      { file: 'a.yaml', text: broken },
      { file: 'b.yaml', text: 'id: [\n' },
    ])
    expect(guides).toEqual([])
    const at = (needle: string) => broken.split('\n').findIndex(l => l.startsWith(needle)) + 1
    const found = problems.filter(p => p.file === 'a.yaml')
    expect(found.find(p => p.message.includes('事项名称'))?.message).toContain('缺少')
    expect(found.find(p => p.message.includes('咨询电话'))?.line).toBe(at('phone:'))
    expect(found.find(p => p.message.includes('更新日期'))?.line).toBe(at('updatedOn'))
    expect(found.find(p => p.message.includes('telephone'))?.message).toContain('不认识')
    expect(problems.some(p => p.file === 'b.yaml' && p.message.includes('YAML'))).toBe(true)
  })

  it('refuses an id that another file has, and names that file', () => {
    const { guides, problems } = parseGuides([
      { file: 'a.yaml', text: right },
      { file: 'b.yaml', text: right },
    ])
    expect(guides).toHaveLength(1)
    expect(problems).toHaveLength(1)
    expect(problems[0]?.message).toContain('a.yaml')
    expect(problems[0]?.file).toBe('b.yaml')
  })

  it.each(['', '- 1\n', 'null\n', '42', 'a: &a [*a, *a]\n', '\u0000'])(
    'reports a problem with its line for %j',
    text => {
      const { guides, problems } = parseGuides([{ file: 'x.yaml', text }])
      expect(guides).toEqual([])
      expect(problems.length).toBeGreaterThan(0)
      expect(problems[0]?.line).toBeGreaterThan(0)
    },
  )
})
