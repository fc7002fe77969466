import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { closeDays } from '../usecases/numbers/ledger/close-days.ts'
import { ledgerFiles } from '../usecases/numbers/ledger/export-ledger.ts'
import { withContext } from './open-context.ts'
import { say } from './say.ts'
import { settingsOfExisting } from './settings.ts'

/** `huiyin export --ledger DIR`: the public ledger as files. Run again, it adds what is new. */
export async function exportLedger({ ledger }: { ledger: string }): Promise<void> {
  const dir = resolve(ledger)
  // Published: anybody may read it, unlike this program's other files.
  process.umask(0o022)
  await withContext(settingsOfExisting(), async ctx => {
    await closeDays(ctx)
    let written = 0
    for await (const { path, body, immutable } of ledgerFiles(ctx)) {
      const file = join(dir, path)
      if (immutable && existsSync(file)) continue
      mkdirSync(dirname(file), { recursive: true })
      // Whole or not at all, also when the stick is pulled out.
      writeFileSync(`${file}.part`, body)
      renameSync(`${file}.part`, file)
      written++
    }
    say(`台账已写到 ${dir}（${written} 个文件）。别人可以这样核对：huiyin verify --dir ${dir}`)
  })
}
