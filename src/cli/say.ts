/** Writes a line for a person. */
export const say = (line = ''): void => {
  process.stdout.write(`${line}\n`)
}

/** Writes a line for a person on stderr, beside output that a program reads. */
export const sayOnStderr = (line: string): void => {
  process.stderr.write(`${line}\n`)
}

/** Writes one JSON value, readable. */
export const sayJson = (value: unknown): void => say(JSON.stringify(value, null, 2))

/** Prints aligned columns; a Chinese character is two columns wide. */
export function sayTable(rows: readonly (readonly string[])[]): void {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => widthOf(row[column] ?? '')))) ?? []
  for (const row of rows) {
    say(
      row
        .map((cell, i) => cell + ' '.repeat(widths[i]! - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
  }
}

const widthOf = (text: string): number =>
  [...text].reduce(
    (width, sign) =>
      width +
      (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        sign,
      )
        ? 2
        : 1),
    0,
  )
