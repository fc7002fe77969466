import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'

type Bindings = typeof import('@prisma/schema-engine-wasm/schema_engine_bg')

let loaded: Promise<Bindings> | undefined

/**
 * Prisma's own migration engine as WebAssembly from npm, so that nothing is downloaded. The package's main entry imports
 * the .wasm file as a module, which Node supports only with a flag, so it is instantiated here. Only once, because its
 * state is global to the process.
 */
async function loadEngine(): Promise<Bindings> {
  const bindings = await import('@prisma/schema-engine-wasm/schema_engine_bg')
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const { instance } = await WebAssembly.instantiate(readFileSync(script.replace(/\.js$/, '.wasm')), {
    './schema_engine_bg.js': bindings as unknown as WebAssembly.ModuleImports,
  })
  ;(bindings as unknown as { __wbg_set_wasm(e: WebAssembly.Exports): void }).__wbg_set_wasm(instance.exports)
  ;(instance.exports as { __wbindgen_start(): void }).__wbindgen_start()
  return bindings
}

/**
 * Runs `work` with the engine on this database. The engine never closes its connections, which keep SQLite's lock, so
 * they are collected here and closed at the end.
 */
export async function withSchemaEngine<T>(
  factory: SqlMigrationAwareDriverAdapterFactory,
  work: (engine: SchemaEngine) => Promise<T>,
  datamodel?: [file: string, text: string],
): Promise<T> {
  loaded ??= loadEngine()
  const bindings = await loaded
  const connections: SqlDriverAdapter[] = []
  const counting = (connect: () => Promise<SqlDriverAdapter>) => async () => {
    const adapter = await connect()
    // The adapter splits a script at every semicolon and sends the parts over any connection. Sent as one query, a
    // script is one transaction (PostgreSQL manual, 55.2.2.1 "Multiple Statements in a Simple Query").
    if (adapter.provider === 'postgres') {
      adapter.executeScript = async script => {
        await adapter.executeRaw({ sql: script, args: [], argTypes: [] })
      }
    }
    connections.push(adapter)
    return adapter
  }
  const engine = await bindings.SchemaEngine.new(
    { datamodels: datamodel && [datamodel] },
    () => {}, // the engine's log: every problem is also thrown as an error
    bindMigrationAwareSqlAdapterFactory({
      provider: factory.provider,
      adapterName: factory.adapterName,
      connect: counting(() => factory.connect()),
      connectToShadowDb: counting(() => factory.connectToShadowDb()),
    }),
  )
  try {
    return await work(engine)
  } finally {
    engine.free()
    await Promise.all(connections.map(c => c.dispose().catch(() => {})))
  }
}
