import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { ROOT } from '../../../root.ts'

const WORKER = join(ROOT, 'src/usecases/base/media/heic-worker.mjs')
/** Twelve megapixels take three seconds. */
const TIMEOUT_MS = 40_000

interface Pixels {
  /** RGBA. */
  data: Uint8Array
  width: number
  height: number
}

/**
 * The main picture of a HEIC, turned as it should stand. Decoded by libheif (WebAssembly) in a thread with limits on
 * time and pixels; never throws because of the bytes.
 * @returns undefined when it cannot be decoded.
 */
export function decodeHeic(bytes: Uint8Array, maxPixels: number): Promise<Pixels | undefined> {
  return new Promise(resolve => {
    const worker = new Worker(WORKER, {
      // A copy: the thread gets these bytes and nothing else of ours.
      workerData: { bytes: new Uint8Array(bytes), maxPixels },
      env: {},
      argv: [],
      execArgv: [],
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16, stackSizeMb: 4 },
    })
    const timer = setTimeout(() => end(undefined), TIMEOUT_MS)
    const end = (pixels: Pixels | undefined) => {
      clearTimeout(timer)
      resolve(pixels)
      void worker.terminate()
    }
    worker.once('message', ({ data, width, height }: Pixels) =>
      end({ data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength), width, height }),
    )
    worker.once('error', () => end(undefined))
    worker.once('exit', () => end(undefined))
  })
}
