import type fc from 'fast-check'

/** Something that is fed with what nobody would think of. */
export interface FuzzTarget {
  /** As in `npm run fuzz -- --only NAME`. */
  name: string
  /** What holds whatever is sent, as the end of the test's name. */
  holds: string
  /** How often it is tried in `npm test`. */
  tries: number
  open(): Promise<{ property: fc.IAsyncProperty<[unknown]>; close(): Promise<void> }>
}
