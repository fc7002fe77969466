import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { buildSync } from 'esbuild'
import { expect, it } from 'vitest'
import { ROOT } from '../../../../src/root.ts'

const FOLDER = join(ROOT, 'src/domain/numbers/log')

/** Every file of the folder in one script for a browser, as the pages load it. */
function bundled(): string {
  const files = readdirSync(FOLDER).filter(name => name.endsWith('.ts'))
  const contents = files.map(name => `export * from './${name}'`).join('\n')
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: FOLDER, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'log',
    target: 'es2022',
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

it('runs where nothing of Node is there', async () => {
  const script = `${bundled()}
    const key = log.parseVerifierKey('example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k')
    const note = log.parseNote(text)
    const tree = log.makeTree()
    tree.push(log.leafHash(log.utf8('回音')))
    const checkpoint = log.formatCheckpoint({ origin: 'a', size: 1, root: tree.root(), extensions: [] })
    log.verifyNote(note, [key]).then(keys => JSON.stringify({
      signed: keys.map(one => one.name),
      missing: ['Buffer', 'process', 'require'].filter(name => typeof globalThis[name] === 'undefined'),
      fingerprint: log.fingerprintOf(checkpoint).length,
      proof: log.parseProof('') ?? null,
    }))`
  const text = `This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
`
  const said: string = await runInNewContext(script, { TextEncoder, TextDecoder, text })
  expect(JSON.parse(said)).toEqual({
    signed: ['example.com/foo'],
    missing: ['Buffer', 'process', 'require'],
    fingerprint: 35,
    proof: null,
  })
})
