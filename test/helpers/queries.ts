import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { ROOT } from '../../src/root.ts'

/** Models of the schema as the client calls them: `CaseEvent` → `caseEvent`. */
const MODELS = new Set(
  [...readFileSync(join(ROOT, 'prisma/schema.prisma'), 'utf8').matchAll(/^model (\w)(\w*)/gm)].map(
    ([, first, rest]) => `${first!.toLowerCase()}${rest}`,
  ),
)

/** What a connection is called: `tx.case`, `ctx.db.case`, `db.read.case`. */
const CONNECTIONS = new Set(['tx', 'db', 'read', 'write', 'trx', 'client', 'prisma', 'transaction'])

/** Methods that only a model of Prisma has, whatever the connection is called. */
const OF_MODELS =
  /^(findMany|findFirst|findUnique)(OrThrow)?$|^(create|update|delete)Many(AndReturn)?$|^(upsert|groupBy|aggregate)$/
const RAW = /^\$(queryRaw|executeRaw|queryRawUnsafe|executeRawUnsafe|queryRawTyped|transaction)$/

/**
 * Queries in a file, and what it takes of the generated client or of Prisma (types included). By the syntax tree, so
 * that comments and texts do not count.
 * @returns `12: tx.case.findMany`, in the order of the file
 */
export function queriesIn(file: string, source = readFileSync(file, 'utf8')): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const note = (node: ts.Node, what: string) =>
    found.push(`${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`)

  /** The name by which a member is asked for, with a dot or in brackets. */
  const memberOf = (node: ts.Node): { of: ts.Node; name: string } | undefined => {
    if (ts.isPropertyAccessExpression(node)) return { of: node.expression, name: node.name.text }
    if (ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression))
      return { of: node.expression, name: node.argumentExpression.text }
    if (ts.isNonNullExpression(node) || ts.isParenthesizedExpression(node)) return memberOf(node.expression)
    return undefined
  }
  const lastName = (node: ts.Node): string | undefined =>
    ts.isIdentifier(node) ? node.text : memberOf(node)?.name
  const isConnection = (node: ts.Node) => CONNECTIONS.has(lastName(node) ?? '')

  const visit = (node: ts.Node): void => {
    const member = memberOf(node)
    if (member && !ts.isNonNullExpression(node) && !ts.isParenthesizedExpression(node)) {
      const { of, name } = member
      if (RAW.test(name) || (MODELS.has(name) && isConnection(of)) || OF_MODELS.test(name))
        note(node, (memberOf(node.parent) ? node.parent : node).getText().replace(/\s+/g, ''))
    }
    // const { case: cases } = tx
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer) {
      if (isConnection(node.initializer))
        for (const { propertyName, name } of node.name.elements)
          if (MODELS.has((propertyName ?? name).getText())) note(node, node.getText())
    }
    // Db['case']
    if (
      ts.isIndexedAccessTypeNode(node) &&
      ts.isLiteralTypeNode(node.indexType) &&
      ts.isStringLiteral(node.indexType.literal) &&
      /\bDb$/.test(node.objectType.getText()) &&
      MODELS.has(node.indexType.literal.text)
    )
      note(node, node.getText())
    if (ts.isStringLiteral(node) && isImported(node) && /^@prisma\/|\/generated\//.test(node.text))
      note(node, node.text)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  // `tx.case.findMany` is found twice: by its model, and by its method.
  return [...new Set(found)]
}

/** Whether a text names a module: import, export … from, import(), import('…').Type. */
function isImported(node: ts.StringLiteral): boolean {
  const { parent } = node
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true
  if (ts.isCallExpression(parent)) return parent.expression.kind === ts.SyntaxKind.ImportKeyword
  return ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)
}
