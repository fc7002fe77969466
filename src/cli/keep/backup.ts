import { pino } from 'pino'
import type { Config } from '../../config.ts'
import { makeSecrets } from '../../domain/base/secrets.ts'
import { sayBytes } from '../../domain/base/text/bytes.ts'
import { openDatabase } from '../../store/base/database.ts'
import { noteBackup } from '../../usecases/office/backup/last-backup.ts'
import { type BackupReport, makeBackup } from '../../usecases/office/backup/make-backup.ts'
import { say, sayJson, sayOnStderr } from '../say.ts'
import { settingsOfExisting } from '../settings.ts'

interface Options {
  to: string
  withoutKey?: boolean
  json?: boolean
}

/** `huiyin backup --to PATH`: works beside a running service. */
export async function backup({ to, withoutKey, json }: Options): Promise<void> {
  const config = settingsOfExisting()
  const now = () => new Date()
  const log = pino({ level: 'warn', base: null }, pino.destination(2))
  // A backup with another key than that of the data would be worth nothing.
  await (await openDatabase(config.databaseUrl, makeSecrets(config.secretKey))).close()
  const report = await makeBackup({ config, now, log }, { to, withoutKey })
  await remember(config, report)
  warn(report)
  if (json) return sayJson(report)
  const { attachments, ledger } = report
  say(`备份好了：${report.path}（${sayBytes(report.bytes)}）`)
  say(
    `诉求 ${report.cases} 件，消息 ${report.messages} 条，附件 ${attachments.inside} 个，` +
      (ledger ? `台账 ${ledger.size} 条。` : '台账还没有开始。'),
  )
  say(
    report.checked === 'restored'
      ? '已经读回来恢复到临时位置核对过：各表行数、每件的办理记录、台账指纹、附件都对得上。'
      : '已经读回来核对过校验和、附件。数据库用户不能建临时 schema，所以没有试着恢复；请定期做恢复演练。',
  )
}

/** What whoever made it must know, on stderr: a program reads the rest. */
function warn({ encrypted, keyInside, attachments, faults }: BackupReport): void {
  for (const fault of faults) sayOnStderr(`注意：数据库里本来就有缺失，备份照原样做了：${fault}。`)
  if (!encrypted && keyInside)
    sayOnStderr(
      '注意：这份备份没有加密，密钥也在里面。拿到这个文件的人，能看到群众说的一切。请设 BACKUP_PASSPHRASE 再备份。',
    )
  else if (!encrypted)
    sayOnStderr(
      '注意：这份备份没有加密，密钥不在里面。诉求和消息的内容没有密钥打不开；工作人员姓名、数字等能直接看到。',
    )
  if (!keyInside)
    sayOnStderr('请把密钥（SECRET_KEY，或数据目录里的 secret.key）另外保存好：没有它，这份备份恢复不了。')
  if (attachments.missing.length > 0)
    sayOnStderr(
      `注意：有 ${attachments.missing.length} 个附件的文件不在了（编号 ${some(attachments.missing)}），备份里也没有。`,
    )
  if (attachments.damaged.length > 0)
    sayOnStderr(
      `注意：有 ${attachments.damaged.length} 个附件的文件坏了（${some(attachments.damaged)}），照原样放进了备份。`,
    )
}

const some = (list: readonly (string | number)[]) =>
  list.slice(0, 5).join('、') + (list.length > 5 ? '等' : '')

/** So that the settings page knows of it. A database that has not been upgraded yet has no place for it. */
async function remember(config: Config, report: BackupReport): Promise<void> {
  const db = await openDatabase(config.databaseUrl, makeSecrets(config.secretKey))
  const note = { at: new Date(report.at), bytes: report.bytes, nightly: false }
  await noteBackup(db, note, new Date()).catch(() => {})
  await db.close()
}
