interface Mentionable {
  id: number
  login: string
  name: string
}

/**
 * The officers a note mentions: `@张三` or `@zhangsan`. The longest matching name or login counts; two officers of the
 * same name are both mentioned (a login tells them apart). Each once, in the order named.
 */
export function mentionsIn<T extends Mentionable>(text: string, people: readonly T[]): T[] {
  const found = new Map<number, T>()
  for (const { index } of text.matchAll(/[@＠]/gu)) {
    // An address of e-mail is no mention.
    if (index > 0 && /[a-z0-9._-]/i.test(text[index - 1]!)) continue
    const rest = text.slice(index + 1, index + 1 + 80)
    const fits = people.flatMap(person =>
      [person.name, ...(endsLogin(rest, person.login) ? [person.login] : [])]
        .filter(word => word !== '' && rest.toLowerCase().startsWith(word.toLowerCase()))
        .map(word => ({ person, length: word.length })),
    )
    const longest = Math.max(0, ...fits.map(f => f.length))
    for (const { person, length } of fits) if (length === longest) found.set(person.id, person)
  }
  return [...found.values()]
}

/** `@li` does not name `lin`'s colleague `li` when `lin` was typed. */
const endsLogin = (rest: string, login: string) => !/^[a-z0-9_.-]/i.test(rest.slice(login.length))
