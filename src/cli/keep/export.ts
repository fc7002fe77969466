import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Refusal } from '../../domain/base/errors.ts'
import { type Actor, actorOf } from '../../domain/people/actor.ts'
import { findOfficer } from '../../store/people/officers.ts'
import type { Context } from '../../usecases/base/context.ts'
import { exportAll } from '../../usecases/office/export/export-all.ts'
import { exportResident } from '../../usecases/talk/own-data/export-resident.ts'
import { CommandFailure } from '../failure.ts'
import { confirm } from '../ledger/confirm.ts'
import { withContext } from '../open-context.ts'
import { say, sayOnStderr } from '../say.ts'
import { settingsOfExisting } from '../settings.ts'

interface Options {
  ledger?: string
  all?: string
  resident?: string
  to?: string
  codeStdin?: true
  officer?: string
  reason?: string
  yes?: true
}

const ONE =
  '请说导出什么：--ledger <目录>（公开的台账）、--all <目录>（全部数据）或 --resident <编号或电话>（一位群众自己的），只能一样。'

/** `huiyin export`: exactly one of the things that can be exported. */
export async function exportWhat(options: Options): Promise<void> {
  const { ledger, all, resident } = options
  if ([ledger, all, resident].filter(given => given !== undefined).length !== 1) throw new CommandFailure(ONE)
  if (ledger !== undefined) return (await import('../export.ts')).exportLedger({ ledger })
  if (all !== undefined) return exportEverything(all, options)
  return exportOwn(resident!, options)
}

/** Who exports personal data, and why. */
async function byOf(ctx: Context, { officer, reason }: Options): Promise<{ actor: Actor; reason: string }> {
  const row = await findOfficer(ctx.db.read, officer!)
  if (!row || row.disabledAt) throw new Refusal('not_found', `没有工作人员 ${officer}，或已停用。`)
  return { actor: actorOf(row), reason: reason! }
}

function demandReason({ officer, reason }: Options): void {
  if (officer === undefined || reason === undefined)
    throw new CommandFailure('要说明谁导出、为什么：--officer <登录名> --reason <原因>。两样都记入操作记录。')
}

const WARNING =
  '要导出本单位的全部数据。写出来的文件没有加密：群众的姓名、电话和说过的话，谁拿到都能看。\n' +
  '请放在加密的盘上，用完就删。'

/** `huiyin export --all DIR` */
async function exportEverything(all: string, options: Options): Promise<void> {
  demandReason(options)
  const config = settingsOfExisting()
  await confirm(WARNING, options.yes)
  const dir = resolve(all)
  await withContext(config, async ctx => {
    const done = await exportAll(ctx, dir, await byOf(ctx, options))
    const rows = Object.values(done.tables).reduce((sum, n) => sum + n, 0)
    say(`全部数据写到了 ${dir}：${Object.keys(done.tables).length} 张表、${rows} 行，${done.files} 个附件。`)
    say('先看里面的 README.md。没有导出的（密码、令牌、密钥等）和原因在 schema.json 里。')
    if (done.missing.length > 0)
      sayOnStderr(`注意：有 ${done.missing.length} 个附件的文件不在了或坏了，编号在 README.md 里。`)
    for (const [column, count] of Object.entries(done.unreadable))
      sayOnStderr(`注意：${column} 有 ${count} 处打不开，写成了 null。`)
  })
}

const OWN_WARNING =
  '要导出一位群众在本单位的全部数据，给他本人。先核对他的身份：件是他的，电话是他的。\n' +
  '写出来的文件没有加密，只交给本人，交完就删。'

/** `huiyin export --resident NUMBER --to DIR` */
async function exportOwn(resident: string, options: Options): Promise<void> {
  if (options.to === undefined) throw new CommandFailure('要说明写到哪里：--to <目录>，空的或还没有的。')
  demandReason(options)
  const config = settingsOfExisting()
  const code = options.codeStdin && readFileSync(0, 'utf8').trim()
  await confirm(OWN_WARNING, options.yes)
  const dir = resolve(options.to)
  await withContext(config, async ctx => {
    const done = await exportResident(ctx, { resident, code }, dir, await byOf(ctx, options))
    say(
      `写到了 ${dir}：诉求 ${done.cases} 件，消息 ${done.messages} 条，附件 ${done.files} 个。给本人看 请读我.md。`,
    )
  })
}
