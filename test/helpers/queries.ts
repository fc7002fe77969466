import { readFileSync } from 'node:fs'
import ts from 'typescript'
import { schemaText } from '../../prisma/schema-text.mjs'
import { ROOT } from '../../src/root.ts'

/** Models of the schema as the client calls them: `CaseEvent` → `caseEvent`. */
const MODELS = new Set(
  [...schemaText(ROOT).matchAll(/^model (\w)(\w*)/gm)].map(
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
 * Queries in a file, and what it takes of the generated client, of Prisma or of Kysely (types included). By the syntax tree, so
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
  const named = new Set(CONNECTIONS)
  const isConnection = (node: ts.Node) => named.has(lastName(node) ?? '')
  // Also by another name: `const reader = ctx.db.read`, `(t: Db) => …`, `inTransaction(t => …)`.
  const learn = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer) {
      if (isConnection(node.initializer)) named.add(node.name.text)
    }
    if (ts.isParameter(node) && ts.isIdentifier(node.name)) {
      const { parent } = node
      const work =
        ts.isCallExpression(parent.parent) && lastName(parent.parent.expression) === 'inTransaction'
      if (work || /^(Db|Database)$/.test(node.type?.getText() ?? '')) named.add(node.name.text)
    }
    ts.forEachChild(node, learn)
  }
  learn(tree)

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
    if (ts.isStringLiteral(node) && isImported(node) && /^(@prisma\/|kysely)|\/generated\//.test(node.text))
      note(node, node.text)
    ts.forEachChild(node, visit)
  }
  visit(tree)
  // `tx.case.findMany` is found twice: by its model, and by its method.
  return [...new Set(found)]
}

/** Where Prisma runs or puts together SQL that is written as text. */
const SQL_OF_PRISMA = /^(sql|raw|join|empty|Sql)$/
const STATEMENT = /^\W*(select|insert|update|delete|with)\b/i

/**
 * SQL in a file that is written as text: run by Prisma, put together with Prisma's pieces, or a whole statement in a
 * fragment of Kysely.
 * @returns `12: tx.$queryRaw`, in the order of the file
 */
export function sqlByHandIn(file: string, source = readFileSync(file, 'utf8')): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    const note = () => {
      const line = tree.getLineAndCharacterOfPosition(node.getStart()).line + 1
      found.push(`${line}: ${node.getText().replace(/\s+/g, ' ').slice(0, 60)}`)
    }
    if (ts.isPropertyAccessExpression(node) || ts.isQualifiedName(node)) {
      const [of, name] = ts.isQualifiedName(node)
        ? [node.left, node.right.text]
        : [node.expression, node.name.text]
      if (/^\$(query|execute)Raw/.test(name) || (of.getText() === 'Prisma' && SQL_OF_PRISMA.test(name)))
        note()
    } else if (ts.isElementAccessExpression(node)) {
      if (/^.\$(query|execute)Raw/.test(node.argumentExpression.getText())) note()
    } else if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name)) {
      const names = node.name.elements.map(e => (e.propertyName ?? e.name).getText())
      const prisma = node.initializer?.getText() === 'Prisma'
      if (names.some(name => /^\$(query|execute)Raw/.test(name) || (prisma && SQL_OF_PRISMA.test(name))))
        note()
    } else if (ts.isTaggedTemplateExpression(node) && /\bsql$/.test(node.tag.getText())) {
      const { template } = node
      if (STATEMENT.test(ts.isTemplateExpression(template) ? template.head.text : template.text)) note()
    }
    ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

/** Whether a text names a module: import, export … from, import(), import('…').Type. */
function isImported(node: ts.StringLiteral): boolean {
  const { parent } = node
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true
  if (ts.isCallExpression(parent)) return parent.expression.kind === ts.SyntaxKind.ImportKeyword
  return ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)
}

const CONDITION = /\bPrisma\.\w+(Input|Filter|Include|Select|Args)\b|\b(Condition|Expression)\b/

/**
 * What a file of the store exports and what takes or gives a condition of Prisma or Kysely, of which the caller would
 * have to know how the store asks: between files of the store that is fine.
 * @returns names
 */
export function conditionsGivenOut(file: string, source = readFileSync(file, 'utf8')): string[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true)
  const known: string[] = []
  const speaks = (node: ts.Node | undefined): boolean => {
    // The names of a table say nothing of what stands in it.
    const text = node?.getText().replace(/\bkeyof typeof \w+/g, '') ?? ''
    return CONDITION.test(text) || known.some(name => new RegExp(`\\b${name}\\b`).test(text))
  }
  const signature = (f: ts.SignatureDeclaration) => f.parameters.some(p => speaks(p.type)) || speaks(f.type)
  const found: string[] = []
  const note = (name: string, node: ts.Statement) => {
    known.push(name)
    if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(m => m.kind === ts.SyntaxKind.ExportKeyword))
      found.push(name)
  }
  for (const statement of tree.statements) {
    if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) {
      if (speaks(statement)) note(statement.name.text, statement)
    } else if (ts.isFunctionDeclaration(statement)) {
      if (statement.name && signature(statement)) note(statement.name.text, statement)
    } else if (ts.isVariableStatement(statement)) {
      for (const { name, type, initializer } of statement.declarationList.declarations) {
        const isFunction =
          initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer))
        const value = isFunction ? signature(initializer) : speaks(type)
        if (value) note(name.getText(), statement)
      }
    }
  }
  return found
}

/** What a file imports by name from relative modules, types included. */
export function importedNames(
  file: string,
  source = readFileSync(file, 'utf8'),
): { from: string; name: string }[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest)
  return tree.statements.flatMap(statement => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return []
    const from = statement.moduleSpecifier.text
    const named = statement.importClause?.namedBindings
    return named && ts.isNamedImports(named)
      ? named.elements.map(e => ({ from, name: (e.propertyName ?? e.name).text }))
      : []
  })
}
