import { safeMessage } from '../../domain/base/logged-error.ts'
import { claimRun, finishRun, giveBackRun, LEASE_MS, renewRun } from '../../store/base/job-runs.ts'
import type { Context } from './context.ts'

type RunOutcome = 'done' | 'taken' | 'failed' | 'stopped'

/** What the system says of a file or folder, in words for the settings page. */
const FILE_TROUBLES: Readonly<Record<string, string>> = {
  EACCES: '没有读写的权限',
  EPERM: '没有读写的权限',
  EROFS: '只能读，不能写',
  ENOSPC: '磁盘满了',
  EDQUOT: '磁盘配额用完了',
  ENOENT: '没有这个文件或目录',
  ENOTDIR: '不是目录',
}

/** An error as text for administrators: its kind and last line, without the values that it quotes. */
export function errorText(error: unknown): string {
  if (!(error instanceof Error)) return String(error).slice(0, 200)
  const { code, path } = error as { code?: unknown; path?: unknown }
  const words = typeof code === 'string' && typeof path === 'string' ? FILE_TROUBLES[code] : undefined
  if (words) return `${words}：${path}`
  if (/^Prisma/.test(error.name)) return `${error.name}${typeof code === 'string' ? ` ${code}` : ''}`
  return safeMessage(error.message.trim().split('\n').at(-1)!).slice(0, 200)
}

/**
 * Runs work that must happen once for a slot, unless it has run or is running. The claim is renewed during long work.
 * A run that throws is recorded and may be tried again after a pause, a stopped one at once.
 * @param work returns why it failed, or nothing; a throw counts as a failure
 * @param options.pauses a failed run may be tried again only after a pause that grows with the tries; otherwise at
 *   once, for work whose caller pauses
 * @returns the outcome; a failed one has the reason
 */
export async function claimedRun(
  ctx: Context,
  job: string,
  slot: string,
  work: () => Promise<string | undefined>,
  options: { signal?: AbortSignal | undefined; pauses?: boolean } = {},
): Promise<{ outcome: RunOutcome; why?: string; error?: unknown }> {
  const { signal, pauses = false } = options
  if (!(await claimRun(ctx.db, job, slot, ctx.processId, ctx.now()))) return { outcome: 'taken' }
  // By elapsed time: a clock that is moved neither ends a lease nor stretches it.
  const renewal = setInterval(() => {
    renewRun(ctx.db, job, slot, ctx.processId, ctx.now()).catch((error: unknown) =>
      ctx.log.warn({ err: error, job, slot }, 'a lease could not be renewed'),
    )
  }, LEASE_MS / 4)
  try {
    const why = await work()
    if (signal?.aborted && why !== undefined) {
      await giveBackRun(ctx.db, job, slot, ctx.processId)
      return { outcome: 'stopped' }
    }
    await finishRun(ctx.db, job, slot, ctx.processId, ctx.now(), why, pauses)
    return why === undefined ? { outcome: 'done' } : { outcome: 'failed', why }
  } catch (error) {
    if (signal?.aborted) {
      await giveBackRun(ctx.db, job, slot, ctx.processId)
      return { outcome: 'stopped' }
    }
    const why = errorText(error)
    // If even this cannot be written, the lease expires.
    await finishRun(ctx.db, job, slot, ctx.processId, ctx.now(), why, pauses).catch((again: unknown) =>
      ctx.log.error({ err: again, job, slot }, 'the failure of a run could not be noted'),
    )
    return { outcome: 'failed', why, error }
  } finally {
    clearInterval(renewal)
  }
}
