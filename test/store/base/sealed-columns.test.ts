import { describe, expect, it } from 'vitest'
import { schemaText } from '../../../prisma/schema-text.mjs'
import { ROOT } from '../../../src/root.ts'
import { OPEN_COLUMNS, SEALED_COLUMNS } from '../../../src/store/base/sealed-columns.ts'
import { columnsOf } from '../../helpers/schema.ts'

const schema = columnsOf(schemaText(ROOT))
const text = schema.filter(c => c.type === 'String')
const named = (tables: Record<string, object>) =>
  Object.entries(tables).flatMap(([model, columns]) =>
    (Array.isArray(columns) ? columns : Object.keys(columns)).map(column => `${model}.${column}`),
  )

describe('every column of text', () => {
  it('is either sealed or stays open for a reason that is written down', () => {
    expect(text.length).toBeGreaterThan(150)
    const decided = new Set([...named(SEALED_COLUMNS), ...named(OPEN_COLUMNS)])
    const undecided = text.map(c => `${c.model}.${c.name}`).filter(name => !decided.has(name))
    expect(undecided, 'add these to SEALED_COLUMNS, or to OPEN_COLUMNS with the reason').toEqual([])
  })
  it('is in one of the tables only, and exists', () => {
    const all = [...named(SEALED_COLUMNS), ...named(OPEN_COLUMNS)]
    expect(all.filter((name, i) => all.indexOf(name) !== i)).toEqual([])
    const there = new Set(text.map(c => `${c.model}.${c.name}`))
    expect(all.filter(name => !there.has(name))).toEqual([])
  })
  it('has a number beside it only where that is no place: a position is sealed', () => {
    const floats = schema.filter(c => c.type === 'Float').map(c => `${c.model}.${c.name}`)
    // The first two are read from old databases until they are sealed, and never written.
    expect(floats).toEqual(['Case.latitude', 'Case.longitude', 'RouterTraining.accuracy', 'Backup.bytes'])
  })
})
