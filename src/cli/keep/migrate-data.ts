import { moveData } from '../../usecases/office/backup/move-data.ts'
import { CommandFailure } from '../failure.ts'
import { say, sayJson } from '../say.ts'
import { databaseUrlHere, dataDirHere } from '../settings.ts'
import { hidePasswordIn } from './password-on-command-line.ts'

interface Options {
  from: string
  to?: string
  again?: boolean
  json?: boolean
}

/** `huiyin migrate-data --from file:… [--to postgresql://…]`: run again after an interruption, it goes on. */
export async function migrateData({ from, to: given, again, json }: Options): Promise<void> {
  hidePasswordIn(given)
  const to = given ?? databaseUrlHere()
  if (!/^file:.+/.test(from)) throw new CommandFailure('--from 应是 file:路径，例如 file:./data/huiyin.db。')
  if (!/^postgres(ql)?:\/\/.+/.test(to ?? ''))
    throw new CommandFailure('--to（或 DATABASE_URL）应是 postgresql:// 开头的地址。')
  const shows = process.stderr.isTTY
  const report = await moveData({
    from,
    to: to!,
    again,
    dataDir: dataDirHere(),
    now: () => new Date(),
    ...(shows && {
      moved: (table: string, rows: number) => process.stderr.write(`\r\x1b[K${table} ${rows}`),
    }),
  })
  if (shows) process.stderr.write('\r\x1b[K')
  if (json) return sayJson(report)
  if (report.resumed) say('上次没搬完的，接着搬完了。')
  say(
    `搬好了：${report.tables} 张表，${report.rows} 行（诉求 ${report.cases} 件，消息 ${report.messages} 条）。`,
  )
  say('已核对：每张表的行数和内容、每件的办理记录、台账指纹，都和原来一样。')
  say(
    '启动时 .env 里的 DATABASE_URL 要是新地址；DATA_DIR 和 SECRET_KEY 不变，附件和密钥还在原处。原来的数据库文件没有动，确认不要了再删。',
  )
}
