/** The terms of a text: each once, in the order in which they first occur, with how often they do. */
export interface Bag {
  ids: Int32Array
  counts: Int32Array
  /** All occurrences. */
  length: number
}

export function bagOf(occurrences: Int32Array): Bag {
  const counts = new Map<number, number>()
  for (const id of occurrences) counts.set(id, (counts.get(id) ?? 0) + 1)
  return {
    ids: Int32Array.from(counts.keys()),
    counts: Int32Array.from(counts.values()),
    length: occurrences.length,
  }
}
