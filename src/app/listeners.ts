/** Those who listen to one kind of event, e.g. live pages to changes of cases. */
export interface Listeners<T> {
  tell(value: T): void
  /** Returns how to stop listening. */
  listen(listener: (value: T) => void): () => void
}

export function makeListeners<T>(): Listeners<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    tell(value) {
      for (const listener of listeners) listener(value)
    },
    listen(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
