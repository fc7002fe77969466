import { Refusal } from '../../domain/errors.ts'
import type { Context } from '../context.ts'

/** What must stay free for texts, answers and the database itself. */
export const RESERVE_BYTES = 300 * 1024 * 1024

/**
 * Refuses files while the disk is nearly full: what was accepted before, and every text, must still find room.
 * @throws Refusal `no_space`
 */
export async function enoughDisk(
  ctx: Pick<Context, 'log'>,
  bytes: number,
  free: () => Promise<number>,
): Promise<void> {
  const left = await free()
  if (left - bytes >= RESERVE_BYTES) return
  ctx.log.error({ freeMb: Math.round(left / 1024 / 1024) }, 'the disk is nearly full: files are refused')
  throw new Refusal('no_space', '现在收不了照片和文件，文字照常能发。我们会尽快处理，请过一会儿再发照片。')
}
