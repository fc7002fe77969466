import { describe, expect, it } from 'vitest'
import { REKEYED_COLUMNS } from '../../../../src/store/base/keys/rekey-columns.ts'
import { FILE_COLUMNS, hashesInUse } from '../../../../src/store/base/tables/stored-files.ts'
import { testContext } from '../../../helpers/context.ts'

describe('the addresses of stored files', () => {
  it('are read from every column that a change of the key treats as a file', () => {
    const files = Object.entries(REKEYED_COLUMNS).flatMap(([model, columns]) =>
      Object.entries(columns)
        .filter(([, change]) => change.how === 'sealed file')
        .map(([column]) => `${model}.${column}`),
    )
    const listed = Object.entries(FILE_COLUMNS).flatMap(([model, columns]) =>
      columns.map(column => `${model}.${column}`),
    )
    expect(listed.sort()).toEqual(files.sort())
  })

  it('of a later reading are only those added since', async () => {
    const ctx = await testContext()
    const add = (hash: string) =>
      ctx.db.inTransaction(tx =>
        tx.attachment.create({ data: { kind: 'photo', status: 'stored', hash, createdAt: ctx.now() } }),
      )
    await add('a'.repeat(64))
    let cursor = {}
    const first: string[] = []
    for await (const page of hashesInUse(ctx.db.read)) {
      first.push(...page.hashes)
      cursor = page.cursor
    }
    await add('b'.repeat(64))
    const later: string[] = []
    for await (const page of hashesInUse(ctx.db.read, cursor)) later.push(...page.hashes)
    expect({ first, later }).toEqual({ first: ['a'.repeat(64)], later: ['b'.repeat(64)] })
  })
})
