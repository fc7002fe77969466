import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fittedHtml, reducedHtml, textOfHtml } from '../../../../src/channels/wechat/articles/html.ts'
import { runs } from '../../../helpers/runs.ts'

describe('what an article keeps of a page', () => {
  it.each([
    ['<h1 onclick="x()">一</h1>', '<h2>一</h2>'],
    ['<p style="position:fixed" class="x">二</p>', '<p>二</p>'],
    ['<script>alert(1)</script><p>三</p>', '<p>三</p>'],
    ['<p>四<iframe src="https://x.example"></iframe></p>', '<p>四</p>'],
    ['<img src="x" onerror="alert(1)">', ''],
    ['<img src="https://x.example/1.png">', ''],
    [
      '<img src="http://mmbiz.qpic.cn/mmbiz/1/0" alt="桥">',
      '<img src="http://mmbiz.qpic.cn/mmbiz/1/0" alt="桥" />',
    ],
    ['<a href="javascript:alert(1)">五</a>', '五'],
    ['<a href="//x.example">五</a>', '五'],
    ['<a href="https://x.example/?a=1&b=2">六</a>', '六（https://x.example/?a=1&amp;b=2）'],
    ['<a href="https://mp.weixin.qq.com/s/1">七</a>', '<a href="https://mp.weixin.qq.com/s/1">七</a>'],
    [
      '<a href="https://mp.weixin.qq.com.x.example/s/1">七</a>',
      '七（https://mp.weixin.qq.com.x.example/s/1）',
    ],
    ['<form action="/x"><input value="1">八</form>', '八'],
    [
      '<table><tr><td colspan="2" onclick="x">1 &lt; 2</td></tr></table>',
      '<table><tr><td colspan="2">1 &lt; 2</td></tr></table>',
    ],
    ['<svg><script>x</script></svg><p>九</p>', '<p>九</p>'],
  ])('%s', (html, kept) => expect(reducedHtml(html)).toBe(kept))

  it('holds nothing that runs, is drawn from elsewhere or leads elsewhere, whatever it was given', () => {
    const tag = fc.constantFrom('p', 'a', 'img', 'script', 'style', 'svg', 'iframe', 'td', 'math', 'h1')
    const attribute = fc.constantFrom(
      'onerror="x"',
      'href="javascript:x"',
      'href="https://x.example/&quot;>"',
      'src="https://x.example"',
      "style='x'",
      'href="https://mp.weixin.qq.com/s/1"',
    )
    const piece = fc.oneof(
      fc.string(),
      fc.tuple(tag, attribute).map(([name, more]) => `<${name} ${more}>`),
      tag.map(name => `</${name}>`),
      fc.constantFrom('<!--', '-->', '<![CDATA[', ']]>', '<', '"', '&lt;script&gt;'),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const html = reducedHtml(pieces.join(''))
        const tags = html.match(/<[^>]*>?/g) ?? []
        for (const one of tags)
          expect(one).toMatch(
            /^<\/?[a-z0-9]+(?: (?:href="https:\/\/mp\.weixin\.qq\.com\/[^"]*"|colspan="[^"]*"))*(?: \/)?>$/,
          )
      }),
      runs(300),
    )
  })
})

describe('how much of it', () => {
  const end = '<p>附件：收支表.xlsx</p>'
  it('keeps a short page whole', () => expect(fittedHtml('<p>一</p>', end)).toBe(`<p>一</p>${end}`))

  it('ends a long page after a whole block, says so, and keeps its end', () => {
    const html = Array.from({ length: 300 }, (_, n) => `<p>${n}${'字'.repeat(100)}</p>`).join('')
    const fitted = fittedHtml(html, end)
    expect(fitted.length).toBeLessThan(20_000)
    expect(fitted.length).toBeGreaterThan(19_000)
    expect(fitted).toMatch(/<\/p><p>（内容较长[^<]*<\/p><p>附件：收支表\.xlsx<\/p>$/)
  })

  it('cuts one endless table as text', () => {
    const html = `<table><tr><td>${'表<br />'.repeat(10_000)}</td></tr></table>`
    const fitted = fittedHtml(html, end)
    expect(fitted.length).toBeLessThan(20_000)
    expect(fitted).toMatch(/^<p>表 表[^<]*……<\/p><p>（内容较长/)
  })
})

it('reads the text of a page in one line', () => {
  expect(
    textOfHtml('<h2>公告</h2><p>3 月 &amp; 4 月</p><table><tr><td>a</td><td>&lt;b&gt;</td></tr></table>'),
  ).toBe('公告 3 月 & 4 月 a <b>')
})
