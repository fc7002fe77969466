/**
 * Remembers what was made of an object for as long as the object lives. For objects that never change, such as the
 * office's content: a reload brings new ones.
 */
export function onceFor<Of extends object, Made>(make: (of: Of) => Made): (of: Of) => Made {
  const known = new WeakMap<Of, { made: Made }>()
  return of => {
    const found = known.get(of)
    if (found !== undefined) return found.made
    const made = make(of)
    known.set(of, { made })
    return made
  }
}

/** The same with one result for each language. */
export function onceForLocale<Of extends object, Made>(
  make: (of: Of, locale: string | undefined) => Made,
): (of: Of, locale: string | undefined) => Made {
  const byLocale = onceFor((_: Of) => new Map<string | undefined, Made>())
  return (of, locale) => {
    const known = byLocale(of)
    const found = known.get(locale)
    if (found !== undefined) return found
    const made = make(of, locale)
    known.set(locale, made)
    return made
  }
}
