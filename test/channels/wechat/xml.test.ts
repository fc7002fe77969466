import fc from 'fast-check'
import { XMLParser } from 'fast-xml-parser'
import { describe, expect, it } from 'vitest'
import { nodeOf, readXml, textOf, writeXml, XmlError } from '../../../src/channels/wechat/xml.ts'
import { runs } from '../../helpers/runs.ts'

const refused = (text: string): string => {
  try {
    readXml(text)
  } catch (error) {
    if (error instanceof XmlError) return error.message
    throw error
  }
  return 'read'
}

/** What XML 1.0 may hold; a parser turns a carriage return into a line feed, so none is made. */
const xmlText = fc
  .string({
    unit: fc.oneof(
      fc.constantFrom(']', '>', '<', '&', ']]>', '\n', '😀', '　'),
      fc.string({ unit: 'binary', maxLength: 2 }),
    ),
  })
  .map(text => text.replaceAll(/[\u0000-\u0008\u000B-\u001F\uFFFE\uFFFF]/g, ''))

describe('writing and reading', () => {
  it('gives back any text', () => {
    fc.assert(
      fc.property(
        xmlText.filter(t => t !== ''),
        text => {
          expect(textOf(readXml(writeXml({ Content: text })), 'Content')).toBe(text)
        },
      ),
      runs(300),
    )
  })

  it('writes what another parser reads the same', () => {
    const xml = writeXml({
      A: 'x ]]> y',
      N: 5,
      Image: { MediaId: 'm' },
      Articles: [{ item: { Title: '一' } }, { item: { Title: '二' } }],
    })
    expect(new XMLParser().parse(xml)).toEqual({
      xml: {
        A: 'x ]]> y',
        N: 5,
        Image: { MediaId: 'm' },
        Articles: { item: [{ Title: '一' }, { Title: '二' }] },
      },
    })
    expect(xml).toContain('<N>5</N>')
  })

  it('reads numbers as the text they were, entities of XML as characters, and a declaration before all', () => {
    const node = readXml(
      '<?xml version="1.0"?>\n<xml><MsgId>06054768590064713728</MsgId><A>&lt;b&gt; &amp;amp;</A></xml>\n',
    )
    expect(textOf(node, 'MsgId')).toBe('06054768590064713728')
    expect(textOf(node, 'A')).toBe('<b> &amp;')
    expect(textOf(readXml('<xml><A><![CDATA[&lt;]]></A></xml>'), 'A')).toBe('&lt;')
  })

  it('never finds what is only inherited', () => {
    const node = readXml('<xml><A>1</A></xml>')
    expect(textOf(node, 'toString')).toBeUndefined()
    expect(nodeOf(node, '__proto__')).toBeUndefined()
    expect(refused('<xml><__proto__><x>1</x></__proto__></xml>')).toBe('broken XML')
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })
})

describe('refusing', () => {
  it('refuses document types and entities before parsing', () => {
    const bomb = `<!DOCTYPE xml [<!ENTITY a "${'ha'.repeat(10)}">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "&a${i - 1};&a${i - 1};">`).join('')}]>`
    expect(refused(`${bomb}<xml><A>&a8;</A></xml>`)).toBe('not an <xml> message')
    expect(refused(`<xml>${bomb}<A>&a8;</A></xml>`)).toBe('not a plain tag')
    expect(refused('<xml><!-- --><A>1</A></xml>')).toBe('not a plain tag')
    expect(refused('<!DOCTYPE x SYSTEM "file:///etc/passwd"><xml><A>&x;</A></xml>')).toBe(
      'not an <xml> message',
    )
    expect(refused('<xml><Content><![CDATA[<!DOCTYPE x>]]></Content></xml>')).toBe('read')
  })

  it('refuses depth, too many tags and size', () => {
    expect(refused(`<xml>${'<a>'.repeat(8)}${'</a>'.repeat(8)}</xml>`)).toBe('too deep')
    expect(refused(`<xml>${'<a>'.repeat(7)}${'</a>'.repeat(7)}</xml>`)).toBe('read')
    expect(refused(`<xml>${'<a></a>'.repeat(600)}</xml>`)).toBe('too many tags')
    expect(refused(`<xml><a>${'&amp;'.repeat(600)}</a></xml>`)).toBe('too many entities')
    expect(refused(`<xml><a b="c">1</a></xml>`)).toBe('not a plain tag')
    expect(refused(`<xml><${'a'.repeat(100)}>1</a></xml>`)).toBe('not a plain tag')
    expect(refused('<xml><?php evil ?><a>1</a></xml>')).toBe('not a plain tag')
    expect(refused(`<xml><A>${'x'.repeat(300_000)}</A></xml>`)).toBe('too large')
  })

  it('refuses what is broken off, at every place', () => {
    const whole = writeXml({
      ToUserName: 'a',
      Content: '你好 ]]> <b>',
      CreateTime: 5,
      Image: { MediaId: 'm' },
    })
    for (let length = 0; length < whole.length; length++)
      expect(refused(whole.slice(0, length))).not.toBe('read')
  })

  it('never throws anything else', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<xml>',
        '</xml>',
        '<a>',
        '</a>',
        '<![CDATA[',
        ']]>',
        '<?',
        '?>',
        '<!',
        '&',
        ';',
        '"',
        '=',
        '/',
        '#x',
      ),
      fc.string({ unit: 'binary', maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => {
        refused(`<xml>${pieces.join('')}`)
        refused(pieces.join(''))
      }),
      runs(2000),
    )
  })
})
