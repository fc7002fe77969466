/** The subscribers of one kind of event, e.g. live pages to changed cases. */
interface Listeners<T> {
  tell(value: T): void
  /** Returns a function that unsubscribes. */
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
