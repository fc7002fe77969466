import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { contentDisposition, downloadName, safeName } from '../../../../src/domain/base/media/file-name.ts'
import { runs } from '../../../helpers/runs.ts'

describe('the name of a download', () => {
  test.each([
    ['照片‮gpj.hta', '照片gpj.jpg'],
    ['凭证.pdf.exe', '凭证.jpg'],
    ['a.jpg. . .', 'a.jpg'],
    ['a。exe', 'a.jpg'],
    ['CON', '_CON.jpg'],
    ['com1.txt', '_com1.jpg'],
    ['LPT¹.log', '_LPT¹.jpg'],
    ['../../etc/passwd', 'passwd.jpg'],
    ['C:\\Users\\张三\\a.png', 'a.jpg'],
    ['.htaccess', 'htaccess.jpg'],
    ['   ', '会话-7.jpg'],
    ['​⁦\u0000', '会话-7.jpg'],
    ['"; filename="x.hta', 'filename=x.jpg'],
    ['东山村 水渠.HEIC', '东山村 水渠.jpg'],
  ])('%j is %j', (given, wanted) => {
    expect(downloadName(given, '会话-7', '.jpg')).toBe(wanted)
  })

  it('ends as the content says, whatever it was called, and holds nothing that acts', () => {
    const name = fc.string({ unit: 'binary', maxLength: 300 })
    fc.assert(
      fc.property(name, fc.constantFrom('.jpg', '.amr', '.pdf', '.bin'), (given, ending) => {
        const made = downloadName(given, '会话-7', ending)
        expect(made.endsWith(ending)).toBe(true)
        expect(made).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}/\\:*?"<>|]/u)
        expect([...made].length).toBeLessThan(100)
        expect(made.slice(0, -ending.length)).not.toMatch(/[. ]$/)
        expect(safeName(safeName(given))).toBe(safeName(given))
      }),
      runs(),
    )
  })

  it('goes out in UTF-8, without a sign that means something in a header', () => {
    const header = contentDisposition('attachment', "东山(村)'s.jpg")
    expect(header).toBe(`attachment; filename*=UTF-8''%E4%B8%9C%E5%B1%B1%28%E6%9D%91%29%27s.jpg`)
  })
})
