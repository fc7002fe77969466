import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { excerpt, plainText, renderMarkdown } from '../../../src/domain/publish/markdown.ts'
import { runs } from '../../helpers/runs.ts'

describe('the text of an item', () => {
  it('has headings below the page’s own, lists, tables and links', () => {
    const html = renderMarkdown(
      '# 一\n\n- 甲\n\n| 项目 | 金额 |\n|---|---|\n| 修路 | 3 |\n\n[条例](https://example.org)',
    )
    expect(html).toContain('<h2>一</h2>')
    expect(html).toContain('<li>甲</li>')
    expect(html).toContain('<td>修路</td>')
    expect(html).toContain('<a href="https://example.org">')
  })

  it('begins below the page’s own heading, whatever level its author began with', () => {
    expect(renderMarkdown('### 一\n\n#### 二')).toContain('<h2>一</h2>')
    expect(renderMarkdown('### 一\n\n#### 二')).toContain('<h3>二</h3>')
  })

  it('aligns columns by a class: the content policy forbids inline styles', () => {
    const html = renderMarkdown('| 项目 | 金额 |\n|:---:|---:|\n| 修路 | 3 |')
    expect(html).toContain('<td class="right">3</td>')
    expect(html).not.toContain('style=')
  })

  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[点](javascript:alert(1))',
    '[点](data:text/html,x)',
    '[点](//evil.example)',
    '![图](https://evil.example/track.gif)',
    '[点](vbscript:x "t")',
  ])('nothing in it acts: %s', text => {
    const html = renderMarkdown(text)
    expect(html).not.toMatch(/<script|<img|href="(?:javascript|data|vbscript|\/\/)/i)
  })

  it('only tags of the renderer come out, whatever goes in', () => {
    const pieces = fc.constantFrom(
      '<',
      '>',
      '"',
      '[a](',
      ')',
      '`',
      '|',
      '\n',
      'javascript:',
      '!',
      '# ',
      '&lt;',
      '<b onclick=x>',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string()), { maxLength: 30 }), parts => {
        const tags = renderMarkdown(parts.join('')).match(/<[a-z][^>]*>/gi) ?? []
        for (const tag of tags) {
          expect(tag).toMatch(
            /^<(?:p|h[2-6]|ul|ol|li|br|hr|em|strong|s|code|pre|blockquote|a|div|table|thead|tbody|tr|th|td)\b/,
          )
          expect(tag).not.toMatch(/\son\w+=/i)
        }
      }),
      runs(),
    )
  })

  it('in lists is its plain beginning', () => {
    expect(plainText('## 标题\n\n**路**修好了，见[公告](/open)。')).toBe('标题 路修好了，见公告。')
    expect(excerpt('一二三四五', 3)).toBe('一二三…')
  })
})
