import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import type { TestProject } from 'vitest/node'
import { ROOT } from '../../src/root.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The `huiyin` command as it is installed, built from the present sources. */
    command: string
  }
}

/** Builds the command once for the run, beside the packages it needs; thrown away at the end. */
export default async function setup(project: TestProject) {
  const outdir = join(ROOT, 'dist', `test-${process.pid}`)
  await build({
    entryPoints: [join(ROOT, 'src/cli/main.ts')],
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outdir,
    logLevel: 'error',
    absWorkingDir: ROOT,
  })
  project.provide('command', join(outdir, 'main.js'))
  return () => rmSync(outdir, { recursive: true, force: true })
}
