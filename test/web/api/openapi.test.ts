import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ERRORS } from '../../../src/domain/base/errors.ts'
import { ROOT } from '../../../src/root.ts'
import { openApiDocument } from '../../../src/web/api/openapi.ts'
import { OPERATIONS } from '../../../src/web/api/operations.ts'

describe('the API’s description', () => {
  it('in docs/openapi.json is what the code says (vitest -u writes it)', async () => {
    const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`
    await expect(text).toMatchFileSnapshot(join(ROOT, 'docs/openapi.json'))
  })

  it('describes every operation, each with its refusals', () => {
    const { paths } = openApiDocument()
    for (const op of OPERATIONS) {
      const described = paths![op.path]![op.method]!
      expect(described.operationId).toBe(op.id)
      expect(Object.keys(described.responses!)).toEqual(
        expect.arrayContaining([String(op.success.status), '401', '403', '429', ...op.refusals.map(String)]),
      )
    }
  })
})

describe('docs/errors.md', () => {
  it('lists every error code with its status and title, and no other', () => {
    const text = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8')
    const rows = [...text.matchAll(/^\| `(\w+)` \| (\d{3}) \| ([^|]+) \|/gm)].map(m => [
      m[1],
      Number(m[2]),
      m[3]!.trim(),
    ])
    expect(rows).toEqual(Object.entries(ERRORS).map(([code, { status, title }]) => [code, status, title]))
  })
})
