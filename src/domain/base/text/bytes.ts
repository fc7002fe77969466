const UNITS = ['字节', 'KB', 'MB', 'GB', 'TB'] as const

/** A size for people: `1.5 MB`. */
export function sayBytes(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), UNITS.length - 1)
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${UNITS[power]}`
}
