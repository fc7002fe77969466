import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { flowJsonSchema } from '../../src/flow/mod.ts'
import { ROOT } from '../../src/root.ts'

/** `WRITE_SCHEMA=1 npx vitest run test/flow/json-schema.test.ts` writes the file anew. */
it('keeps docs/flow.schema.json equal to the schema that validates', () => {
  const file = join(ROOT, 'docs/flow.schema.json')
  const text = `${JSON.stringify(flowJsonSchema(), null, 2)}\n`
  if (process.env['WRITE_SCHEMA'] === '1') writeFileSync(file, text)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(text))
})
