// Decodes one AMR voice in a thread of its own: what a stranger sent can neither hold up the service nor bring it down.
// Plain JavaScript, because it is started by its path and not bundled.
import { parentPort, workerData } from 'node:worker_threads'
import { decoder } from '@audio/decode-amr'

/** Frames decoded at a time: the decoder gives four bytes a sample, we keep two. */
const BYTES_AT_ONCE = 16 * 1024
const WAV_HEADER = 44

/** @returns {Uint8Array<ArrayBuffer>} a WAV file: PCM, 16 bit, one channel. */
async function toWav(amr, samples, sampleRate) {
  const wav = new Uint8Array(WAV_HEADER + samples * 2)
  const view = new DataView(wav.buffer)
  const words = (at, text) => wav.set(new TextEncoder().encode(text), at)
  words(0, 'RIFF')
  view.setUint32(4, wav.length - 8, true)
  words(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  words(36, 'data')
  view.setUint32(40, samples * 2, true)

  const amrDecoder = await decoder()
  let done = 0
  for (let at = 0; at < amr.length; at += BYTES_AT_ONCE) {
    const { channelData, sampleRate: rate } = amrDecoder.decode(amr.subarray(at, at + BYTES_AT_ONCE))
    const [channel] = channelData
    if (!channel) continue
    if (rate !== sampleRate) throw new Error('another sample rate')
    for (const value of channel) {
      if (done === samples) break
      view.setInt16(WAV_HEADER + done++ * 2, Math.round(Math.max(-1, Math.min(1, value)) * 32767), true)
    }
  }
  amrDecoder.free()
  if (done !== samples) throw new Error('fewer samples than frames')
  return wav
}

const wav = await toWav(workerData.amr, workerData.samples, workerData.sampleRate)
parentPort.postMessage(wav, [wav.buffer])
