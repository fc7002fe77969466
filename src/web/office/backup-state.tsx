import { sayBytes } from '../../domain/base/text/bytes.ts'
import type { BackupState } from '../../usecases/office/backup/last-backup.ts'
import { sayTime } from '../shell/parts/time-left.tsx'

/** How old the last backup is, and whether there will be another. */
export function BackupSection({ state, now }: { state: BackupState; now: Date }) {
  const { last, nightly, encrypted } = state
  return (
    <section aria-labelledby="backups">
      <h2 id="backups">备份</h2>
      <p>
        {last
          ? `最近一次备份：${sayTime(last.at.toISOString(), now)}，${sayBytes(last.bytes)}${last.nightly ? '' : '，手动做的'}。`
          : '还没有备份过。'}
      </p>
      {!nightly && (
        <p class="problem">
          没有设
          BACKUP_DIR，不会自动备份：硬盘一坏，数据就没有了。请把它设成另一块盘或另一台机器上的目录，再重启。
        </p>
      )}
      {!encrypted && (
        <p class="hint">没有设 BACKUP_PASSPHRASE，备份不加密：拿到备份文件的人能看到全部内容。</p>
      )}
    </section>
  )
}
