export interface SchemaColumn {
  model: string
  name: string
  type: string
  list: boolean
  optional: boolean
}

/** The fields of all models in schema.prisma, relations included (their type is a model). */
export function columnsOf(schema: string): SchemaColumn[] {
  const columns: SchemaColumn[] = []
  let model = ''
  for (const line of schema.split('\n')) {
    const begins = /^model (\w+)/.exec(line)
    if (begins) model = begins[1]!
    else if (line.startsWith('}')) model = ''
    const field = /^ {2}(\w+)\s+(\w+)(\[\])?(\?)?/.exec(line)
    if (model !== '' && field && !line.trim().startsWith('//'))
      columns.push({
        model,
        name: field[1]!,
        type: field[2]!,
        list: field[3] !== undefined,
        optional: field[4] !== undefined,
      })
  }
  return columns
}
