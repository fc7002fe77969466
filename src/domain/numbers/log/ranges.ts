/** A part of a tree: the leaves from `start` up to, not including, `end`. */
export type Range = readonly [start: number, end: number]

/** A whole subtree: 2^height leaves, the `index`-th of this height. */
export interface Subtree {
  height: number
  index: number
}

/** The largest power of two below n; n is at least 2. */
function splitOf(n: number): number {
  let k = 1
  while (k * 2 < n) k *= 2
  return k
}

/** The parts whose roots are the inclusion proof of a leaf, in the order of the proof (RFC 6962, section 2.1.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    const middle = start + splitOf(end - start)
    if (index < middle) {
      ranges.push([middle, end])
      end = middle
    } else {
      ranges.push([start, middle])
      start = middle
    }
  }
  return ranges.reverse()
}

/**
 * The parts whose roots are the consistency proof between two sizes, in the order of the proof (RFC 6962, section
 * 2.1.2). None between equal sizes and from the empty tree.
 */
export function consistencyRanges(oldSize: number, size: number): Range[] {
  if (oldSize === 0) return []
  const ranges: Range[] = []
  let [start, end] = [0, size]
  while (end !== oldSize) {
    const middle = start + splitOf(end - start)
    if (oldSize <= middle) {
      ranges.push([middle, end])
      end = middle
    } else {
      ranges.push([start, middle])
      start = middle
    }
  }
  // Whoever checks knows the root of the whole old tree, but not that of a part of it.
  if (start > 0) ranges.push([start, end])
  return ranges.reverse()
}

/** The whole subtrees that a part which a proof needs consists of, the largest first. */
export function subtreesOf([start, end]: Range): Subtree[] {
  const subtrees: Subtree[] = []
  let [at, width, height] = [start, 1, 0]
  while (width * 2 <= end - start) {
    width *= 2
    height++
  }
  for (; at < end; width /= 2, height--) {
    if (width > end - at) continue
    subtrees.push({ height, index: at / width })
    at += width
  }
  return subtrees
}
