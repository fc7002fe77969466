import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { expect, it } from 'vitest'
import { ROOT } from '../../../src/root.ts'
import { DataDirInUse, lockDataDir } from '../../../src/store/base/lock.ts'

const newDir = () => mkdtempSync(join(tmpdir(), 'huiyin-lock-'))

it('a second service on the same data directory is refused in words, until the first has stopped', async () => {
  const dir = newDir()
  const unlock = await lockDataDir(dir)
  await expect(lockDataDir(dir)).rejects.toThrow(DataDirInUse)
  await expect(lockDataDir(dir)).rejects.toThrow(/正被另一个回音使用/)
  await unlock()
  await (await lockDataDir(dir))()
})

it('a process that was killed leaves no lock behind', async () => {
  const dir = newDir()
  // Inside the package, so that the bundle finds its dependencies.
  const script = join(ROOT, 'dist', `lock-holder-${process.pid}.mjs`)
  await build({
    stdin: {
      contents: `import { lockDataDir } from './src/store/base/lock.ts'
        await lockDataDir(${JSON.stringify(dir)})
        console.log('locked')
        setInterval(() => {}, 1000)`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile: script,
  })
  const holder = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise(resolve => holder.stdout.once('data', resolve))
  await expect(lockDataDir(dir)).rejects.toThrow(DataDirInUse)
  holder.kill('SIGKILL')
  await new Promise(resolve => holder.once('exit', resolve))
  rmSync(script)
  await (await lockDataDir(dir))()
})
