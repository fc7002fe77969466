import fc from 'fast-check'
import { expect, test } from 'vitest'
import { amrFrames } from '../../../../src/domain/base/media/amr.ts'
import { decodeVoice, MAX_SECONDS, UNPLAYABLE } from '../../../../src/usecases/talk/voice/decode-voice.ts'
import { runs } from '../../../helpers/runs.ts'
import { amrOf, framesOf, readWav, TONE, voiceOf } from '../../../helpers/voice.ts'

/** The voice as a player reads it; fails when it could not be made. */
async function heard(amr: Uint8Array) {
  const decoded = await decodeVoice(amr)
  if (!('wav' in decoded)) throw new Error(decoded.why)
  return readWav(decoded.wav)
}

test('real AMR becomes a WAV of the same length and content', async () => {
  const frames = framesOf(TONE).length / 32
  const { rate, seconds, samples } = await heard(TONE)
  expect([rate, seconds]).toEqual([8000, frames * 0.02])
  // Behind the coder's first frames: 440 times a second from below zero to above it.
  const steady = samples.slice(800)
  const rises = steady.filter((value, i) => i > 0 && steady[i - 1]! < 0 && value >= 0).length
  expect(rises / (steady.length / rate)).toBeGreaterThan(430)
  expect(rises / (steady.length / rate)).toBeLessThan(450)
  expect(Math.max(...steady)).toBeGreaterThan(8000)
})

test('a minute of voice, the longest that WeChat sends, stays a minute', async () => {
  expect((await heard(voiceOf(60))).seconds).toBe(60)
})

test('frames of comfort noise and empty frames are 20 ms each, like any other', async () => {
  const speech = framesOf(TONE).slice(0, 32)
  const sid = Uint8Array.of(0x44, 0, 0, 0, 0, 0)
  const nothing = Uint8Array.of(0x7c)
  expect((await heard(amrOf('#!AMR\n', speech, sid, nothing, nothing, speech))).seconds).toBe(0.1)
})

test('wideband has twice the samples', async () => {
  const nothing = Uint8Array.of(0x7c)
  const speech = Uint8Array.of(0x04, ...Array<number>(17).fill(0))
  const { rate, seconds } = await heard(amrOf('#!AMR-WB\n', speech, nothing, speech))
  expect([rate, seconds]).toEqual([16_000, 0.06])
})

test('a truncated last frame is dropped and the others stay', async () => {
  expect((await heard(TONE.slice(0, -5))).seconds).toBeCloseTo((framesOf(TONE).length / 32 - 1) * 0.02)
})

test('other formats, files without frames and files with several channels get a reason in words', async () => {
  for (const bytes of [
    new Uint8Array(0),
    Buffer.from('#!AMR\n'),
    Buffer.from('#!AMR'),
    Buffer.from('hello'),
    amrOf('#!AMR\n', Uint8Array.of(0x60)),
    Buffer.concat([Buffer.from('#!AMR_MC1.0\n'), framesOf(TONE)]),
  ])
    expect(await decodeVoice(bytes)).toEqual({ why: UNPLAYABLE.broken })
})

test('an hour of voice is not decoded', async () => {
  // Frames of nothing are one byte each: small to send, large once they are heard.
  const silence = amrOf('#!AMR\n', new Uint8Array(50 * 3600).fill(0x7c))
  expect(await decodeVoice(silence)).toEqual({ why: UNPLAYABLE.long })
  const most = amrOf('#!AMR-WB\n', new Uint8Array(50 * MAX_SECONDS).fill(0x7c))
  expect((await heard(most)).seconds).toBe(MAX_SECONDS)
})

test('any bytes give a WAV as long as their whole frames, or a reason', async () => {
  const header = fc.constantFrom('#!AMR\n' as const, '#!AMR-WB\n' as const)
  const random = fc.uint8Array({ maxLength: 600 })
  // Frames whose type is right and whose bits are anything, cut anywhere.
  const bent = fc
    .tuple(
      fc.array(fc.tuple(fc.nat(framesOf(TONE).length - 1), fc.nat(255)), { maxLength: 40 }),
      fc.nat(TONE.length),
    )
    .map(([bends, cut]) => {
      const frames = framesOf(TONE).slice()
      for (const [at, value] of bends) if (at % 32 !== 0) frames[at] = value
      return frames.slice(0, cut)
    })
  await fc.assert(
    fc.asyncProperty(header, fc.oneof(random, bent), async (head, bytes) => {
      const amr = amrOf(head, bytes)
      const decoded = await decodeVoice(amr)
      const frames = amrFrames(amr)?.frames ?? 0
      if (frames === 0) expect(decoded).toEqual({ why: UNPLAYABLE.broken })
      else if ('wav' in decoded) expect(readWav(decoded.wav).seconds).toBeCloseTo(frames * 0.02)
      else expect(decoded.why).toBe(UNPLAYABLE.broken)
    }),
    runs(60),
  )
})

test('decoding does not block the event loop', async () => {
  let turns = 0
  const ticking = setInterval(() => turns++, 1)
  await decodeVoice(voiceOf(60))
  clearInterval(ticking)
  // The loop went round while the minute was decoded; on one thread it could not have.
  expect(turns).toBeGreaterThan(3)
})
