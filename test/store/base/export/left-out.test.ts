import { expect, it } from 'vitest'
import { schemaText } from '../../../../prisma/schema-text.mjs'
import { ROOT } from '../../../../src/root.ts'
import { COLUMNS_LEFT_OUT, TABLES_LEFT_OUT } from '../../../../src/store/base/export/left-out.ts'
import { exportedModels } from '../../../../src/store/base/export/rows.ts'
import { exportedSchema } from '../../../../src/store/base/export/schema.ts'
import { REKEYED_COLUMNS } from '../../../../src/store/base/keys/rekey-columns.ts'
import { KEYED, OPEN_COLUMNS, OWN_SEAL } from '../../../../src/store/base/sealed-columns.ts'
import { columnsOf } from '../../../helpers/schema.ts'

/** Hashes that are exported: they stand for content, and no key is needed to compare them. */
const COMPARABLE = ['AuditEntry.commitment', 'AuditEntry.hash', 'AuditEntry.salt', 'FlowVersion.hash']

const exported = exportedModels()
const names = exported.flatMap(m => m.columns.map(c => `${m.name}.${c.name}`))

it('the schema is read as the tests read it', () => {
  const scalars = new Set(['String', 'Int', 'Float', 'Boolean', 'DateTime', 'Bytes', 'BigInt'])
  const all = columnsOf(schemaText(ROOT)).filter(c => scalars.has(c.type) && !c.list)
  expect(exportedSchema().flatMap(m => m.columns.map(c => `${m.name}.${c.name} ${c.type}`))).toEqual(
    all.map(c => `${c.model}.${c.name} ${c.type}`),
  )
  expect(exportedSchema().filter(m => m.keys.length === 0)).toEqual([])
  expect(exported.filter(m => m.keys.length > 2)).toEqual([])
})

it('what is left out exists', () => {
  const models = new Map(exportedSchema().map(m => [m.name, m.columns.map(c => c.name)]))
  expect(Object.keys(TABLES_LEFT_OUT).filter(name => !models.has(name))).toEqual([])
  for (const [model, columns] of Object.entries(COLUMNS_LEFT_OUT))
    expect([model, Object.keys(columns).filter(c => !models.get(model)?.includes(c))]).toEqual([model, []])
})

it('no keyed hash is exported, and everything sealed can be opened', () => {
  const reasonOf = (name: string) => {
    const [model, column] = name.split('.') as [string, string]
    return OPEN_COLUMNS[model]?.[column]
  }
  expect(names.filter(name => reasonOf(name) === KEYED).sort()).toEqual(COMPARABLE)
  for (const name of names.filter(name => reasonOf(name) === OWN_SEAL)) {
    const [model, column] = name.split('.') as [string, string]
    expect([name, REKEYED_COLUMNS[model]?.[column]?.how]).toEqual([name, 'own'])
  }
})

it('nothing that lets somebody act as another is exported', () => {
  const risky = /password|totp|token|secret|session|recovery|pseudonym|owner|link/i
  // Since when somebody has a second factor is an instant.
  expect(names.filter(name => risky.test(name))).toEqual(['Officer.totpSince'])
})
