import { Refusal } from '../../../domain/base/errors.ts'
import { freeBytes } from '../../../store/base/incoming.ts'
import { clearNotice, notice } from '../../../store/office/notices.ts'
import type { Context } from '../context.ts'

/** What must stay free for texts, answers and the database itself. */
export const RESERVE_BYTES = 300 * 1024 * 1024

const NOTICE = 'disk:full'
/** Limits the log when a stranger keeps trying. */
const TELL_AGAIN_MS = 60_000
const notifiedAt = new WeakMap<Context['files'], number>()

/**
 * Refuses files while the disk is nearly full: accepted files and every text must still fit. Administrators are
 * notified.
 * @param bytes to be stored
 * @throws Refusal `no_space`
 */
export async function enoughDisk(
  ctx: Pick<Context, 'config' | 'db' | 'files' | 'log' | 'now'>,
  bytes: number,
  free: () => Promise<number> = () => freeBytes(ctx.config.dataDir),
): Promise<void> {
  const left = await free()
  const before = notifiedAt.get(ctx.files)
  if (left - bytes >= RESERVE_BYTES) {
    if (before === undefined) return
    notifiedAt.delete(ctx.files)
    await clearNotice(ctx.db, NOTICE, ctx.now()).catch(() => {})
    return
  }
  const now = performance.now()
  if (before === undefined || now - before > TELL_AGAIN_MS) {
    notifiedAt.set(ctx.files, now)
    const mb = Math.round(left / 1024 / 1024)
    ctx.log.error({ freeMb: mb }, 'the disk is nearly full: files are refused')
    const detail = `数据目录所在的磁盘只剩 ${mb} MB，已暂停收照片和文件，文字照常收。请尽快清理或换大磁盘。`
    await notice(ctx.db, NOTICE, detail, ctx.now()).catch(() => {})
  }
  throw new Refusal('no_space', '现在收不了照片和文件，文字照常能发。我们会尽快处理，请过一会儿再发照片。')
}
