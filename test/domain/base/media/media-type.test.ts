import { describe, expect, it, test } from 'vitest'
import { canBeShown, endingOf, howToOpen, mediaTypeOf } from '../../../../src/domain/base/media/media-type.ts'
import { ascii, box, u32 } from '../../../helpers/media.ts'

const ftyp = (major: string, ...others: string[]) => box('ftyp', ascii(major), u32(0), ...others.map(ascii))
const zip = (...names: string[]) =>
  Buffer.concat([
    Buffer.from([0x50, 0x4b, 3, 4]),
    Buffer.alloc(60),
    ...names.map(n => Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2]), Buffer.alloc(42), ascii(n)])),
  ])

describe('what bytes are', () => {
  test.each([
    'heic',
    'heix',
    'heim',
    'heis',
    'hevc',
    'hevx',
    'hevm',
    'hevs',
    'mif1',
    'mif2',
    'msf1',
    'avif',
    'avis',
    'avio',
    'avci',
    'avcs',
    'vvic',
    'jpeg',
    'jpgs',
    'j2ki',
    'unif',
    'evbi',
    '1pic',
    'miaf',
    'MiHB',
    'MiPr',
  ])('brand %s is a picture, and none that browsers show', brand => {
    const type = mediaTypeOf(ftyp(brand))!
    expect(type.kind).toBe('photo')
    expect(type.mime).toMatch(/^image\/(heic|heif|avif)$/)
    expect(canBeShown(type.mime)).toBe(false)
    expect(howToOpen(type.mime)).toMatch(/下载后看/)
  })

  it('looks at the compatible brands where the first says little', () => {
    expect(mediaTypeOf(ftyp('mif1', 'avif', 'miaf'))?.mime).toBe('image/avif')
    expect(mediaTypeOf(ftyp('abcd', 'mif1', 'heic'))?.mime).toBe('image/heic')
    expect(mediaTypeOf(ftyp('abcd', 'iso8', 'avci'))?.mime).toBe('image/heif')
    expect(mediaTypeOf(ftyp('abcd', 'miaf'))?.kind).toBe('photo')
  })

  it('gives a box of an unknown brand a form of its own: no film, no picture', () => {
    expect(mediaTypeOf(ftyp('zzzz', 'yyyy'))).toMatchObject({ kind: 'file', ending: '.bin', clean: 'none' })
    expect(mediaTypeOf(ftyp('crx '))).toMatchObject({ kind: 'file', clean: 'none' })
  })

  test.each([
    ['isom', 'video/mp4', '.mp4'],
    ['mp42', 'video/mp4', '.mp4'],
    ['3gp4', 'video/3gpp', '.3gp'],
    ['dash', 'video/mp4', '.mp4'],
    ['NDSC', 'video/mp4', '.mp4'],
    ['3g2a', 'video/3gpp', '.3gp'],
    ['qt  ', 'video/quicktime', '.mov'],
    ['M4A ', 'audio/mp4', '.m4a'],
  ])('brand %s is %s', (brand, mime, ending) => {
    expect(mediaTypeOf(ftyp(brand))?.mime).toBe(mime)
    expect(endingOf(mime)).toBe(ending)
  })

  it('tells Office documents from other zips by the parts inside, not by words in them', () => {
    expect(mediaTypeOf(zip('[Content_Types].xml', 'word/document.xml'))?.ending).toBe('.docx')
    expect(mediaTypeOf(zip('xl/workbook.xml'))?.ending).toBe('.xlsx')
    expect(mediaTypeOf(zip('readme about word/'))?.ending).toBe('.zip')
  })

  it('knows none of what could act in a browser', () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg"/>', '<script>', 'MZ…', '#!/bin/sh', 'BMW'])
      expect(mediaTypeOf(Buffer.from(text))).toBeUndefined()
  })
})
