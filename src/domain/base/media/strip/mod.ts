import { amrFrames } from '../amr.ts'
import type { MediaType } from '../media-type.ts'
import { stripBoxes } from './boxes.ts'
import { stripChunks } from './chunks.ts'
import { stripFrames } from './frames.ts'
import { stripPages } from './pages.ts'

/**
 * Functions that remove metadata about the sender from sound and film. Each keeps only the parts that are listed as
 * sound or picture, so that unknown tags are removed, too. Undefined: this file cannot be cleaned.
 */
export const STRIPPERS: Record<
  Exclude<MediaType['clean'], 'redraw' | 'heif'>,
  (bytes: Uint8Array) => Uint8Array | undefined
> = {
  boxes: stripBoxes,
  frames: stripFrames,
  chunks: stripChunks,
  pages: stripPages,
  amr: bytes => {
    const found = amrFrames(bytes)
    // Anything may follow the last frame.
    return found && found.frames > 0 ? bytes.slice(0, found.end) : undefined
  },
  none: () => undefined,
}
