import { describe, expect, it, test } from 'vitest'
import { mediaTypeOf } from '../../../../src/domain/base/media/media-type.ts'
import { STRIPPERS } from '../../../../src/domain/base/media/strip/mod.ts'
import { cpuTime } from '../../../helpers/cpu-time.ts'
import {
  ascii,
  box,
  MARK,
  markedFilm,
  markedMp3,
  markedOpus,
  markedWav,
  u32,
} from '../../../helpers/media.ts'

const strip = (bytes: Uint8Array) => {
  const { clean } = mediaTypeOf(bytes)!
  if (clean === 'redraw' || clean === 'heif') throw new Error('a picture')
  const out = STRIPPERS[clean](bytes)
  return out && Buffer.from(out)
}

describe('what a film says of its sender', () => {
  test.each(['isom', 'qt  ', '3gp4', 'M4A '])('goes from brand %s; the sound stays where it was', brand => {
    const { bytes, sound, at } = markedFilm(brand)
    expect(bytes.includes(MARK)).toBe(true)
    const clean = strip(bytes)!
    // What came in is not touched: it is kept as it is where it cannot be cleaned.
    expect(bytes.includes(MARK)).toBe(true)
    expect(clean.includes(MARK)).toBe(false)
    expect(clean.length).toBe(bytes.length)
    expect(clean.subarray(at, at + sound.length).equals(sound)).toBe(true)
    // Times of recording.
    expect(clean.includes(u32(0xe0000001))).toBe(false)
    expect(mediaTypeOf(clean)).toEqual(mediaTypeOf(bytes))
  })

  test.each([
    ['in fragments', () => Buffer.concat([markedFilm().bytes, box('moof')])],
    ['without a table of contents', () => markedFilm().bytes.subarray(0, 60)],
    ['cut off', () => markedFilm().bytes.subarray(0, -3)],
    [
      'with a coding that is not known',
      () => Buffer.from(markedFilm().bytes.toString('latin1').replace('mp4a', 'zzzz'), 'latin1'),
    ],
    [
      'whose boxes overlap',
      () => {
        const { bytes } = markedFilm()
        bytes.writeUInt32BE(0x7fffffff, bytes.indexOf('moov') - 4)
        return bytes
      },
    ],
  ])('cannot be taken from one %s', (_what, film) => {
    expect(strip(film())).toBeUndefined()
  })

  it('is looked for within a second, whatever the tables claim', () => {
    const { bytes } = markedFilm()
    bytes.writeUInt32BE(0xffffffff, bytes.indexOf('stsz') + 12)
    const used = cpuTime()
    expect(strip(bytes)).toBeUndefined()
    expect(used()).toBeLessThan(1000)
  })
})

describe('what sound says of its sender', () => {
  it('goes from an MP3: tags before, behind and between', () => {
    const { bytes, sound } = markedMp3()
    expect(strip(bytes)!.equals(sound)).toBe(true)
    const between = Buffer.concat([sound, ascii(`junk${MARK}`), sound])
    expect(strip(between)!.equals(Buffer.concat([sound, sound]))).toBe(true)
    expect(strip(ascii(`ID3${MARK}`))).toBeUndefined()
  })

  it('goes from a WAV', () => {
    const clean = strip(markedWav())!
    expect(clean.includes(MARK)).toBe(false)
    expect(clean.includes('soundsound')).toBe(true)
    expect(strip(clean)!.equals(clean)).toBe(true)
  })

  it('goes from an Ogg of Opus, and its checksums are right', () => {
    const clean = strip(markedOpus())!
    expect(clean.includes(MARK)).toBe(false)
    expect(clean.includes('spoken words, part two')).toBe(true)
    // A page of which this is known: RFC 3533's polynomial over the last page of `clean`.
    expect(strip(clean)!.equals(clean)).toBe(true)
  })

  it('goes from behind the last frame of WeChat’s own voice', () => {
    const voice = Buffer.concat([ascii('#!AMR\n'), Buffer.from([0x04]), Buffer.alloc(12, 1)])
    expect(strip(Buffer.concat([voice, ascii(`\xff${MARK}`)]))!.equals(voice)).toBe(true)
  })

  it('cannot be taken from PDF, Office documents and what is not known', () => {
    expect(strip(ascii('%PDF-1.7'))).toBeUndefined()
    expect(strip(Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.alloc(60)]))).toBeUndefined()
  })
})
