/** Personal data as screens and logs may show it. */

/** `13812345678` → `138****5678`; shorter numbers keep their last two digits. */
export const maskPhone = (phone: string): string =>
  phone.length >= 11
    ? `${phone.slice(0, 3)}****${phone.slice(-4)}`
    : `${'*'.repeat(Math.max(0, phone.length - 2))}${phone.slice(-2)}`

/** `王小明` → `王**`. */
export const maskName = (name: string): string => {
  const letters = [...name]
  return `${letters[0] ?? ''}${'*'.repeat(Math.max(1, letters.length - 1))}`
}
