/** The distinct terms of a text in the order of their first occurrence, with their counts. */
export interface Bag {
  ids: Int32Array
  counts: Int32Array
  /** Number of terms, repetitions included. */
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
