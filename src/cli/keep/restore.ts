import { restoreBackup } from '../../usecases/office/backup/restore-backup.ts'
import { confirm } from '../ledger/confirm.ts'
import { say, sayJson, sayOnStderr } from '../say.ts'
import { restoreSettings } from '../settings.ts'
import { hidePasswordIn } from './password-on-command-line.ts'

interface Options {
  from: string
  to: string
  database?: string
  force?: boolean
  yes?: boolean
  json?: boolean
}

/** `huiyin restore --from PATH --to DIR`: makes nothing and changes nothing before all of the backup has been checked. */
export async function restore(options: Options): Promise<void> {
  hidePasswordIn(options.database)
  const settings = restoreSettings()
  const report = await restoreBackup({
    from: options.from,
    to: options.to,
    passphrase: settings.passphrase,
    secretKey: settings.secretKey,
    databaseUrl: options.database ?? settings.databaseUrl,
    force: options.force ?? false,
    confirm: loss => confirm(loss, options.yes),
    now: () => new Date(),
  })
  const { attachments, setAside } = report
  if (attachments.missing.length > 0)
    sayOnStderr(
      `注意：有 ${attachments.missing.length} 个附件的文件备份里没有（编号 ${some(attachments.missing)}）。`,
    )
  if (attachments.damaged.length > 0)
    sayOnStderr(`注意：有 ${attachments.damaged.length} 个附件的文件坏了（${some(attachments.damaged)}）。`)
  if (options.json) return sayJson(report)
  say(
    `恢复好了：${report.to}，数据是 ${new Date(report.at).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })} 的。`,
  )
  say(
    `诉求 ${report.cases} 件，消息 ${report.messages} 条，附件 ${attachments.restored} 个，` +
      (report.ledger ? `台账 ${report.ledger.size} 条。都核对过。` : '台账还没有开始。都核对过。'),
  )
  if (setAside.dir) say(`原来的数据移到了 ${setAside.dir}。确认不要了再自己删。`)
  if (setAside.schema) say(`原来的表移到了 schema ${setAside.schema}。确认不要了再自己删。`)
  say(
    `启动时请设 DATA_DIR=${report.to}${report.provider === 'postgresql' ? '，DATABASE_URL 设成恢复到的数据库' : ''}。`,
  )
  if (report.officeDir)
    say(
      `本单位的内容（指南、日历、对话）在 ${report.officeDir}：要用备份里的，请设 OFFICE_DIR=${report.officeDir}。`,
    )
}

const some = (list: readonly (string | number)[]) =>
  list.slice(0, 5).join('、') + (list.length > 5 ? '等' : '')
