import { sayInstant } from '../../../domain/base/civil-date.ts'
import { clearNotice, notice } from '../../../store/office/notices.ts'
import type { Context } from '../../base/context.ts'
import { lastBackup } from './last-backup.ts'

/**
 * Raises a notice when the last good backup is too old. That there never was one is said on the settings page; a nightly one
 * that fails has its own notice.
 */
export async function watchBackups(ctx: Context): Promise<void> {
  const { last, stale } = await lastBackup(ctx)
  if (!last || !stale) return void (await clearNotice(ctx.db, 'backup_stale', ctx.now()))
  const words =
    `最近一次备份是 ${sayInstant(last.at)} 的，已经超过一天半。` +
    '请看自动任务里“每晚备份”的结果，检查 BACKUP_DIR 能不能写、磁盘满没满；也可以现在手动备份（huiyin backup）。'
  await notice(ctx.db, 'backup_stale', words, ctx.now())
}
