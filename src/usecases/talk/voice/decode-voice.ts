import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { amrFrames, FRAME_MS } from '../../../domain/base/media/amr.ts'
import { ROOT } from '../../../root.ts'

/** WeChat's voice is at most 60 s (2 MB); an uploaded file may be longer, but not unlimited. */
export const MAX_SECONDS = 300
const MAX_AMR_BYTES = 2 * 1024 * 1024
/** A minute of voice takes some tenths of a second. */
const TIMEOUT_MS = 20_000
const WORKER = join(ROOT, 'src/usecases/talk/voice/amr-worker.mjs')

/** Why a voice message cannot be played, as text for the listener. */
export const UNPLAYABLE = {
  long: `语音超过 ${MAX_SECONDS / 60} 分钟，这里放不了，请下载后听。`,
  broken: '语音的格式这里放不了，请下载后听。',
} as const

type Decoded = { wav: Uint8Array } | { why: string }

/**
 * AMR as WAV, which every browser plays: 8 or 16 kHz, 16 bit, 20 ms a frame. Decoded in a separate thread with limits
 * on time and memory; never throws because of the bytes.
 */
export async function decodeVoice(amr: Uint8Array): Promise<Decoded> {
  const found = amrFrames(amr)
  if (!found || found.frames === 0) return { why: UNPLAYABLE.broken }
  if (amr.length > MAX_AMR_BYTES || found.frames * FRAME_MS > MAX_SECONDS * 1000)
    return { why: UNPLAYABLE.long }
  const sampleRate = found.wide ? 16_000 : 8000
  const samples = (found.frames * sampleRate * FRAME_MS) / 1000
  // A copy: the thread gets these bytes and nothing else of ours.
  const wav = await inThread({ amr: new Uint8Array(amr.subarray(0, found.end)), samples, sampleRate })
  return wav ? { wav } : { why: UNPLAYABLE.broken }
}

/** @returns undefined when the decoder failed, took too long or wanted too much memory. */
function inThread(workerData: {
  amr: Uint8Array
  samples: number
  sampleRate: number
}): Promise<Uint8Array | undefined> {
  return new Promise(resolve => {
    const worker = new Worker(WORKER, {
      workerData,
      // Without our environment and arguments; its output is dropped.
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    })
    const timer = setTimeout(() => end(undefined), TIMEOUT_MS)
    const end = (wav: Uint8Array | undefined) => {
      clearTimeout(timer)
      resolve(wav)
      void worker.terminate()
    }
    worker.once('message', (wav: unknown) => end(wav instanceof Uint8Array ? wav : undefined))
    worker.once('error', () => end(undefined))
    worker.once('exit', () => end(undefined))
  })
}
