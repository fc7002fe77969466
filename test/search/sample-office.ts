import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Guide } from '../../src/domain/guides/guide.ts'
import { parseGuides } from '../../src/domain/guides/guide-file.ts'
import { type Office, officeSchema } from '../../src/domain/office/office.ts'

const flows = join(import.meta.dirname, '../../flows')

export function sampleGuides(): Guide[] {
  const files = readdirSync(join(flows, 'guides')).map(file => ({
    file,
    text: readFileSync(join(flows, 'guides', file), 'utf8'),
  }))
  return parseGuides(files).guides
}

export function sampleOffice(): Office {
  return officeSchema.parse(parse(readFileSync(join(flows, 'office.yaml'), 'utf8')))
}
