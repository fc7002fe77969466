import type { Publishing, PublishReport } from '../../../domain/base/article-account.ts'
import type { Db } from '../../../store/base/database.ts'
import {
  type ArticleRow,
  endArticle,
  submittedArticle,
  wakeArticles,
  wakeUnsettled,
} from '../../../store/publish/articles.ts'
import type { Context } from '../../base/context.ts'

/**
 * The account reports that a task of publishing ended. A task that is not known is none of ours, or one whose number has not
 * been stored: then the articles whose submission is unsettled are looked up.
 */
export async function noteFinished(ctx: Context, { publishId, outcome }: PublishReport): Promise<void> {
  await ctx.db.inTransaction(async tx => {
    const row = await submittedArticle(tx, publishId)
    if (row) await noteOutcome(tx, ctx, row, outcome)
    else await wakeUnsettled(tx, ctx.now())
  })
}

/** Records the end of a task; one that is under way has none. */
export async function noteOutcome(
  tx: Db,
  ctx: Context,
  row: Pick<ArticleRow, 'id' | 'itemId'>,
  outcome: Publishing,
): Promise<void> {
  const now = ctx.now()
  switch (outcome.state) {
    case 'underWay':
      return
    case 'published': {
      const { articleId, url = null } = outcome
      // The draft is gone with it.
      const change = { articleId, url, mediaId: null, error: null, nextAt: null }
      await endArticle(tx, row.id, { state: 'published', ...change }, now)
      // Older versions are deleted now; and this one, if it is no longer wanted.
      await wakeArticles(tx, row.itemId, now)
      return
    }
    case 'refused':
      await endArticle(tx, row.id, { state: 'failed', error: outcome.detail, nextAt: now }, now)
      return
    case 'removed':
      await endArticle(tx, row.id, { state: 'removed', error: outcome.detail, nextAt: null }, now)
  }
}
