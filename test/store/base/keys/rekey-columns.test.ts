import { describe, expect, it } from 'vitest'
import { schemaText } from '../../../../prisma/schema-text.mjs'
import { ROOT } from '../../../../src/root.ts'
import {
  EMPTIED,
  KEYS_OF,
  NOT_REKEYED,
  REKEYED_COLUMNS,
  TOGETHER,
} from '../../../../src/store/base/keys/rekey-columns.ts'
import { KEYED, OPEN_COLUMNS, OWN_SEAL, SEALED_COLUMNS } from '../../../../src/store/base/sealed-columns.ts'
import { columnsOf } from '../../../helpers/schema.ts'

const schema = schemaText(ROOT)
const decided = new Set([
  ...Object.entries(REKEYED_COLUMNS).flatMap(([model, columns]) =>
    Object.keys(columns).map(column => `${model}.${column}`),
  ),
  ...Object.keys(NOT_REKEYED),
])
const dependent = [
  ...Object.entries(SEALED_COLUMNS).flatMap(([model, columns]) => columns.map(c => `${model}.${c}`)),
  ...Object.entries(OPEN_COLUMNS).flatMap(([model, columns]) =>
    Object.entries(columns)
      .filter(([, reason]) => reason === KEYED || reason === OWN_SEAL)
      .map(([column]) => `${model}.${column}`),
  ),
].filter(name => !(name.split('.')[0]! in EMPTIED))

describe('a change of SECRET_KEY', () => {
  it('has decided on every column that is sealed or a keyed hash', () => {
    expect(dependent.length).toBeGreaterThan(70)
    expect(
      dependent.filter(name => !decided.has(name)),
      'add these to store/base/keys/rekey-columns',
    ).toEqual([])
  })
  it('names only columns that exist', () => {
    const there = new Set(columnsOf(schema).map(c => `${c.model}.${c.name}`))
    expect([...decided].filter(name => !there.has(name))).toEqual([])
    const models = new Set(columnsOf(schema).map(c => c.model))
    expect([...Object.keys(EMPTIED), ...Object.keys(TOGETHER)].filter(m => !models.has(m))).toEqual([])
  })
  it('walks each table by its primary key', () => {
    for (const model of Object.keys(REKEYED_COLUMNS)) {
      const text = schema.split(`model ${model} {`)[1]!.split('\n}')[0]!
      const several = /^ {2}@@id\(\[([\w, ]+)\]\)/m.exec(text)?.[1]?.split(', ')
      const one = /^ {2}(\w+) .*@id\b/m.exec(text)?.[1]
      expect([model, KEYS_OF[model] ?? ['id']]).toEqual([model, several ?? [one]])
    }
  })
  it('changes no primary key on its way, but where all rows of one value change together', () => {
    const changing = Object.entries(REKEYED_COLUMNS).filter(([model, columns]) =>
      (KEYS_OF[model] ?? ['id']).some(key => key in columns),
    )
    expect(changing.map(([model]) => model)).toEqual(Object.keys(TOGETHER))
  })
})
