import { clearNotice, isOpenNotice, notice } from '../../store/office/notices.ts'
import type { Context } from '../base/context.ts'
import type { ContentError } from './load-content.ts'

const CODE = 'content:broken'

/**
 * Raises a notice while the office's files have mistakes and older content is in use, and clears it afterwards. The
 * settings page lists the mistakes themselves, as the files are now.
 * @param broken the mistakes; undefined: there are none
 */
export async function noteBrokenContent(ctx: Context, broken: ContentError | undefined): Promise<void> {
  if (broken) {
    const [first] = broken.problems
    const place = first ? `第一处在 ${first.file} 第 ${first.line} 行。` : ''
    const words = `内容文件有 ${broken.problems.length} 处错，现在用的还是上次没有错的内容，群众照常能办。${place}请改好后重新读取。`
    await notice(ctx.db, CODE, words, ctx.now())
  } else if (await isOpenNotice(ctx.db.read, CODE)) await clearNotice(ctx.db, CODE, ctx.now())
}
