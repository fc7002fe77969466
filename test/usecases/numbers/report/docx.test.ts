import { XMLValidator } from 'fast-xml-parser'
import { strFromU8, unzipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { AnnualNumbers } from '../../../../src/domain/numbers/annual/numbers.ts'
import { annualReport } from '../../../../src/domain/numbers/annual/report.ts'
import { reportDocx } from '../../../../src/usecases/numbers/report/docx.ts'
import { quietYear } from '../../../domain/numbers/annual/quiet-year.ts'

const partsOf = async (changes: Partial<AnnualNumbers> = {}) => {
  const report = annualReport({ ...quietYear(), ...changes })
  const files = unzipSync(await reportDocx(report, '青禾镇人民政府'))
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]))
}
const textOf = (xml: string) => [...xml.matchAll(/<w:t(?: [^>]*)?>([^<]*)<\/w:t>/g)].map(m => m[1]).join('')

describe('the annual report for Word', () => {
  it('has the parts that Word needs, each of them well-formed', async () => {
    const parts = await partsOf()
    const needed = [
      '[Content_Types].xml',
      '_rels/.rels',
      'word/document.xml',
      'word/styles.xml',
      'word/_rels/document.xml.rels',
      'docProps/core.xml',
    ]
    expect(Object.keys(parts)).toEqual(expect.arrayContaining(needed))
    for (const [name, xml] of Object.entries(parts))
      if (/\.(xml|rels)$/.test(name)) expect([name, XMLValidator.validate(xml)]).toEqual([name, true])
    expect(parts['[Content_Types].xml']).toContain('wordprocessingml.document.main+xml')
    expect(parts['_rels/.rels']).toContain('word/document.xml')
    expect(parts['docProps/core.xml']).not.toContain('Un-named')
  })

  it('is A4 with the margins and fonts of an official document', async () => {
    const parts = await partsOf()
    const document = parts['word/document.xml']!
    expect(document).toMatch(/<w:pgSz w:w="1190\d" w:h="168\d\d"/)
    expect(document).toMatch(/<w:pgMar w:top="2098" w:right="1474" w:bottom="198\d" w:left="1588"/)
    const styles = parts['word/styles.xml']!
    for (const font of ['仿宋', '方正小标宋简体', '黑体', '楷体'])
      expect(styles).toContain(`w:eastAsia="${font}"`)
  })

  it('has real headings, and tables with covered cells whose rows all have the width of their table', async () => {
    const document = (await partsOf())['word/document.xml']!
    expect([...document.matchAll(/<w:pStyle w:val="Heading1"\/>/g)]).toHaveLength(6)
    expect([...document.matchAll(/<w:pStyle w:val="Title"\/>/g)]).toHaveLength(1)
    const tables = document.match(/<w:tbl>[\s\S]*?<\/w:tbl>/g)!
    expect(tables).toHaveLength(4)
    for (const table of tables) {
      const columns = [...table.matchAll(/<w:gridCol /g)].length
      for (const row of table.match(/<w:tr>[\s\S]*?<\/w:tr>|<w:tr [\s\S]*?<\/w:tr>/g)!) {
        const width = row
          .match(/<w:tc>[\s\S]*?<\/w:tc>/g)!
          .reduce((sum, cell) => sum + Number(/<w:gridSpan w:val="(\d+)"/.exec(cell)?.[1] ?? 1), 0)
        expect(width).toBe(columns)
      }
    }
  })

  it('says the same as the page, with what is to be written marked', async () => {
    const document = (await partsOf())['word/document.xml']!
    const text = textOf(document)
    expect(text).toContain('青禾镇人民政府2026年政府信息公开工作年度报告')
    expect(text).toContain('一、本年新收政府信息公开申请数量')
    expect(document).toMatch(/<w:highlight w:val="yellow"\/>[\s\S]{0,200}【请补充：/)
    expect(text).toContain('草稿：2026年还没有结束')
    expect(textOf((await partsOf({ over: true }))['word/document.xml']!)).not.toContain('草稿')
  })

  it('begins with what fails, and never says that it may be sent then', async () => {
    const text = textOf((await partsOf({ over: true, failed: ['诉求办理情况对不上'] }))['word/document.xml']!)
    expect(text.startsWith('勾稽关系不成立')).toBe(true)
    expect(text).not.toContain('报送')
  })

  it('holds any name that an office may have', async () => {
    const office = { ...quietYear().office, name: '<&"\u0000\ud800 镇' }
    const document = (await partsOf({ office }))['word/document.xml']!
    expect(XMLValidator.validate(document)).toBe(true)
    expect(document).toContain('&lt;&amp;')
  })
})
