import { readFileSync } from 'node:fs'

/** A tone of 440 Hz that a real encoder made (opencore-amr, 12.2 kbit/s), as WeChat would hand a voice over. */
export const TONE = new Uint8Array(readFileSync(new URL('./tone-440hz.amr', import.meta.url)))

/** The frames of a file without its header. */
export const framesOf = (amr: Uint8Array) => amr.subarray('#!AMR\n'.length)

export const amrOf = (header: '#!AMR\n' | '#!AMR-WB\n', ...frames: Uint8Array[]) =>
  new Uint8Array(Buffer.concat([Buffer.from(header), ...frames]))

/** A voice of so many seconds: the tone again and again. */
export function voiceOf(seconds: number): Uint8Array {
  const frames = framesOf(TONE)
  const wanted = Math.round((seconds * 1000) / 20) * 32
  const times = Math.ceil(wanted / frames.length)
  const all = Buffer.concat(Array.from({ length: times }, () => frames))
  return amrOf('#!AMR\n', all.subarray(0, wanted))
}

/** Reads a WAV as any player would: chunk by chunk (RIFF), believing nothing of how it was made. */
export function readWav(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const tag = (at: number) => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1')
  if (tag(0) !== 'RIFF' || tag(8) !== 'WAVE') throw new Error('not a WAV')
  if (view.getUint32(4, true) !== bytes.length - 8) throw new Error('the length is wrong')
  const chunks = new Map<string, { at: number; size: number }>()
  for (let at = 12; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at + 4, true)
    chunks.set(tag(at), { at: at + 8, size })
    at += 8 + size + (size % 2)
  }
  const format = chunks.get('fmt ')!
  const data = chunks.get('data')!
  const [kind, channels, bits] = [0, 2, 14].map(at => view.getUint16(format.at + at, true))
  const rate = view.getUint32(format.at + 4, true)
  if (kind !== 1 || channels !== 1 || bits !== 16) throw new Error('not 16 bit PCM of one channel')
  const samples = Array.from({ length: data.size / 2 }, (_, i) => view.getInt16(data.at + i * 2, true))
  return { rate, seconds: samples.length / rate, samples }
}
