import { accessSync, constants, existsSync } from 'node:fs'
import { HOUR } from '../../domain/base/civil-date.ts'
import { databaseWorks } from '../../store/base/alive.ts'
import { migrationState } from '../../store/base/migrate.ts'
import { readHead } from '../../store/numbers/ledger/head.ts'
import { openNotices } from '../../store/office/notices.ts'
import { countActiveAdmins } from '../../store/people/officers.ts'
import { originOf } from '../../usecases/numbers/ledger/open-ledger.ts'
import { type BackupState, lastBackup } from '../../usecases/office/backup/last-backup.ts'
import { type ContentError, loadContent } from '../../usecases/office/load-content.ts'
import { bad, type Check, type Finding, ok, warn } from './finding.ts'
import { isLocalUrl } from './settings.ts'

/** Whether the ledger has the name that its readers would look for. */
export function ledgerFinding(origin: string | undefined, baseUrl: string): Finding {
  if (origin === undefined) return ok('还没有开始记，第一次日结后才有')
  const wanted = originOf(baseUrl)
  if (origin === wanted) return ok(origin)
  return isLocalUrl(`http://${origin}`)
    ? warn(
        `台账的名字是 ${origin}，别人打不开`,
        '第一次启动时没有设 BASE_URL，名字以后不能改。还没有正式用的，请清空 DATA_DIR，设好 BASE_URL 再启动；已经用了的可以照旧，只是见证人认的是这个名字。',
      )
    : warn(
        `台账的名字是 ${origin}，现在的网址是 ${wanted}`,
        '网址换过。核对的人认的是旧名字：旧网址请继续能打开，或在公告里说明；也可以把 BASE_URL 改回去。',
      )
}

/** How old the last good backup is, and whether there will be another. */
export function backupFinding({ last, nightly, encrypted, stale }: BackupState, now: Date): Finding[] {
  const hours = last && Math.floor((now.getTime() - last.at.getTime()) / HOUR)
  const said = hours === null ? '还没有备份过' : `最近一次好的备份是 ${hours} 小时以前`
  const findings = [
    nightly
      ? stale
        ? bad(
            said,
            '夜里的备份没有做成。请看 BACKUP_DIR 在不在、满没满；现在备份一次：huiyin backup --to 目录。',
          )
        : ok(said)
      : warn(
          `没有设每晚自动备份，${said}`,
          '请在 .env 里写 BACKUP_DIR（另一台机器的盘）和 BACKUP_PASSPHRASE，再重启；见 docs/backup.zh-CN.md。',
        ),
  ]
  if (nightly && !encrypted)
    findings.push(
      bad('备份没有加密', '拿到备份的人什么都能看。请设 BACKUP_PASSPHRASE，把口令抄在纸上放在别处。'),
    )
  return findings
}

/** Whether the nightly backup can be written: a disk that is not mounted shows before the night, not after it. */
export function backupDirFinding(dir: string): Finding | undefined {
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK)
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? bad(
          `没有 BACKUP_DIR 这个目录：${dir}`,
          '夜里备份不了。请看盘挂上了没有；没有这个目录的，请建好，交给运行回音的用户：install -d -m 700 -o huiyin -g huiyin 目录。',
        )
      : bad(`写不了 BACKUP_DIR：${dir}`, '夜里备份不了。请把写入权限给运行回音的用户：chown huiyin 目录。')
  }
}

export function migrationFinding({ missing, unknown }: { missing: string[]; unknown: string[] }): Finding {
  if (unknown.length > 0)
    return bad(`数据库比程序新（多出 ${unknown.join('、')}）`, '请用新版本的程序启动，或恢复升级前的备份。')
  return missing.length > 0
    ? warn(`数据库还有 ${missing.length} 步没有升级`, '重新启动服务时会自动升级；先备份。')
    : ok('应答正常，版本对得上')
}

export const DATA: readonly Check[] = [
  {
    id: 'database',
    name: '数据库',
    async look({ config, db }) {
      const file = /^file:(.+)$/.exec(config.databaseUrl)?.[1]
      if (file && !existsSync(file)) return warn('还没有数据库', '第一次启动服务（serve）时会建好。')
      const version = migrationFinding(await migrationState(config.databaseUrl))
      if (version.level !== 'ok') return version
      await databaseWorks(db!)
      return version
    },
    failed:
      '数据库读不了或写不了。用 PostgreSQL 的，请看它是否在运行、DATABASE_URL 对不对；用 SQLite 的，请看磁盘满没满、文件能不能写。',
  },
  {
    id: 'admin',
    name: '管理员',
    when: ({ db }) => db !== undefined,
    async look({ db }) {
      const count = await countActiveAdmins(db!.read)
      return count > 0
        ? ok(`${count} 位`)
        : bad(
            '没有能用的管理员',
            '第一次启动的日志里有设置链接；或运行 huiyin officer add --login 登录名 --name 姓名 --role admin，用它给的链接设密码。',
          )
    },
    failed: '',
  },
  {
    id: 'ledger',
    name: '台账',
    when: ({ db }) => db !== undefined,
    look: async ({ db, config }) => ledgerFinding((await readHead(db!.read))?.origin, config.baseUrl),
    failed: '',
  },
  {
    id: 'backup',
    name: '备份',
    when: ({ db }) => db !== undefined,
    async look({ db, config, now }) {
      const findings = backupFinding(await lastBackup({ db: db!, config, now }), now())
      const unusable = config.backup.dir && backupDirFinding(config.backup.dir)
      return unusable ? [unusable, ...findings] : findings
    },
    failed: '',
  },
  {
    id: 'notices',
    name: '提醒',
    when: ({ db }) => db !== undefined,
    async look({ db }) {
      const open = await openNotices(db!)
      return open.length === 0
        ? ok('没有待处理的提醒')
        : open.map(({ detail }) => warn(detail, '办好后它会自己消失；不用管的，在办件台“设置”页里去掉。'))
    },
    failed: '',
  },
  {
    id: 'content',
    name: '内容文件',
    async look({ config, now }) {
      try {
        const { content } = await loadContent(config.officeDir, now())
        return ok(`${content.office.name}：${content.guides.size} 篇办事指南，${content.flows.length} 个流程`)
      } catch (error) {
        if ((error as Error).name !== 'ContentError') throw error
        const { problems } = error as ContentError
        return bad(
          `内容文件有 ${problems.length} 处错`,
          '请运行 huiyin flows check 看全部，改好后运行 huiyin reload。',
        )
      }
    },
    failed: '请检查 OFFICE_DIR 在不在、能不能读。',
  },
]
