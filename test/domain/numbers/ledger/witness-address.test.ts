import { describe, expect, it } from 'vitest'
import { parseWitnesses } from '../../../../src/domain/numbers/ledger/witness-address.ts'
import { formatVerifierKey } from '../../../../src/domain/numbers/log/note.ts'
import { signer } from '../log/signers.ts'

const key = (name: string, type: 1 | 4 = 4) => formatVerifierKey(signer(name, type).key)
const [A, B] = [key('a.example/w'), key('b.example/w')]

describe('the setting of witnesses', () => {
  it('is pairs of key and address, separated by semicolons or lines', () => {
    for (const text of [
      `${A} https://a.example/sub/;${B} http://b.example:8080`,
      `\n  ${A}\thttps://a.example/sub\n\n${B} http://b.example:8080/ \n`,
      `${A} https://a.example/sub；${B} http://b.example:8080;`,
    ]) {
      const { witnesses, problems } = parseWitnesses(text)
      expect(problems).toEqual([])
      expect(witnesses.map(({ key, verifier, url }) => [key.name, verifier, url])).toEqual([
        ['a.example/w', A, 'https://a.example/sub'],
        ['b.example/w', B, 'http://b.example:8080'],
      ])
    }
  })

  it('may be empty', () => {
    expect(parseWitnesses(' ; \n')).toEqual({ witnesses: [], problems: [] })
  })

  it('says of each pair what is wrong with it', () => {
    const { witnesses, problems } = parseWitnesses(
      [
        A,
        `${A} https://a.example more`,
        `${A.slice(0, -1)} https://a.example`,
        `${key('c.example/w', 1)} https://c.example`,
        `${B} ftp://b.example`,
        `${B} nonsense`,
        `${B} https://user:secret@b.example`,
        `${B} https://b.example/?x`,
        `${A} https://a.example`,
        `${A} https://elsewhere.example`,
      ].join(';'),
    )
    expect(witnesses.map(({ url }) => url)).toEqual(['https://a.example'])
    expect(problems.map((p, i) => p.startsWith(`第 ${i + 1} 个见证人`))).toEqual([
      ...Array(8).fill(true),
      // The ninth is right.
      false,
    ])
    const words = [
      '公钥 网址',
      '公钥 网址',
      '公钥不对',
      '不是作见证用的',
      'https://',
      'https://',
      '不能有',
      '不能有',
      '同名',
    ]
    for (const [i, word] of words.entries()) expect(problems[i]).toContain(word)
    expect(problems[8]).toContain('第 10 个')
    expect(problems.join()).not.toContain('secret')
  })
})
