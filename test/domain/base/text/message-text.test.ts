import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  byteLength,
  clipBytes,
  renderPlain,
  splitBytes,
} from '../../../../src/domain/base/text/message-text.ts'
import { runs } from '../../../helpers/runs.ts'

describe('plain form of a message', () => {
  const choices = [
    { label: '投诉', value: 'complaint' },
    { label: '咨询', value: 'inquiry' },
  ]

  it('lists choices by number', () => {
    expect(renderPlain({ text: '要办什么？', choices })).toBe('要办什么？\n\n1. 投诉\n2. 咨询')
  })

  it('leaves choices alone that the text already names', () => {
    expect(renderPlain({ text: '1. 投诉\n2. 咨询', choices })).toBe('1. 投诉\n2. 咨询')
    expect(renderPlain({ text: '1. 投诉', choices })).toBe('1. 投诉\n\n2. 咨询')
  })

  it('says of a word beside those of the text that it is one more', () => {
    const words = ['确认', '取消'].map(w => ({ label: w, value: w }))
    expect(renderPlain({ text: '没错就回复“确认”。', choices: words })).toBe(
      '没错就回复“确认”。\n\n也可以回复“取消”',
    )
  })

  it('quotes a word to send back, and does not number it among numbered answers', () => {
    const confirm = [{ label: '确认', value: '确认' }]
    expect(renderPlain({ text: '1. 地点：村口', choices: confirm })).toBe('1. 地点：村口\n\n回复“确认”')
  })

  it('puts a link on a line of its own, once', () => {
    const link = { label: '查看进度', url: 'https://a/c/1' }
    expect(renderPlain({ text: '已登记。', link })).toBe('已登记。\n\n查看进度：https://a/c/1')
    expect(renderPlain({ text: '看 https://a/c/1', link })).toBe('看 https://a/c/1')
  })
})

describe('splitting', () => {
  const texts = fc.string({
    unit: fc.oneof(fc.constantFrom('\n', '。', '😀', '长'), fc.string({ unit: 'binary', maxLength: 1 })),
    maxLength: 400,
  })

  it('keeps every part within the limit and loses nothing but line breaks at the seams', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 4, max: 100 }), (text, limit) => {
        const parts = splitBytes(text, limit)
        for (const part of parts) expect(byteLength(part)).toBeLessThanOrEqual(limit)
        expect(parts.join('').replaceAll('\n', '')).toBe(text.replaceAll('\n', ''))
        expect(parts.join('')).not.toMatch(/\p{Cs}/u)
      }),
      runs(),
    )
  })

  it('cuts again when what stays behind a seam is too long for the next character', () => {
    for (const part of splitBytes('\n\n\n。😀', 6)) expect(byteLength(part)).toBeLessThanOrEqual(6)
    expect(splitBytes('\n\n\n。😀', 6).join('').replaceAll('\n', '')).toBe('。😀')
  })

  it('cuts at a line end or a full stop near the end of a part', () => {
    expect(splitBytes('一二三四\n五六', 16)).toEqual(['一二三四', '五六'])
    expect(splitBytes('一二三。四五', 15)).toEqual(['一二三。', '四五'])
  })

  it('does not split what fits', () => {
    expect(splitBytes('一二', 6)).toEqual(['一二'])
    expect(splitBytes('', 6)).toEqual([''])
  })

  it('clips with an ellipsis inside the limit', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 8, max: 100 }), (text, limit) => {
        const clipped = clipBytes(text, limit)
        expect(byteLength(clipped)).toBeLessThanOrEqual(limit)
        expect(clipped === text || clipped.endsWith('…')).toBe(true)
      }),
      runs(),
    )
  })
})
