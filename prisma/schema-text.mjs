import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * All files of prisma/schema as one text: what a client is made from, and what migrations are compared by.
 * @param {string} root the package's folder
 */
export const schemaText = root => {
  const folder = join(root, 'prisma/schema')
  return readdirSync(folder)
    .filter(name => name.endsWith('.prisma'))
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
}
