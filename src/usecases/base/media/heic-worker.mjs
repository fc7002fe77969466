// Decodes one HEIC in a thread of its own: a file from outside can neither block the service nor crash it.
// Plain JavaScript, because it is started by its path and not bundled.
import { parentPort, workerData } from 'node:worker_threads'
import libheif from 'libheif-js/wasm-bundle.js'

const { bytes, maxPixels } = workerData
const images = new libheif.HeifDecoder().decode(bytes)
const image = images.find(one => one.is_primary()) ?? images[0]
if (!image) throw new Error('no image')
const [width, height] = [image.get_width(), image.get_height()]
// Asked before a pixel is decoded.
if (!(width > 0 && height > 0) || width * height > maxPixels) throw new Error('too many pixels')
const data = await new Promise((resolve, reject) => {
  const target = { data: new Uint8ClampedArray(width * height * 4), width, height }
  image.display(target, done => (done ? resolve(done.data) : reject(new Error('not decoded'))))
})
parentPort.postMessage({ data, width, height }, [data.buffer])
