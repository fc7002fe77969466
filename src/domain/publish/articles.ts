import type { ArticleMode } from '../office/office.ts'

/** A live version of an item as an article of the official account: how far it got, and what comes next. Pure. */

export const ARTICLE_STATES = ['queued', 'drafted', 'submitted', 'published', 'failed', 'removed'] as const
export type ArticleState = (typeof ARTICLE_STATES)[number]

export const ARTICLE_STATE_NAMES: Record<ArticleState, string> = {
  queued: '等着放进公众号',
  drafted: '在公众号的草稿箱里',
  submitted: '已提交公众平台，等结果',
  published: '公众号已发',
  failed: '没有放进公众号',
  removed: '公众号上已经没有',
}

/** What is known of an article when its next step is chosen. */
interface Standing {
  state: ArticleState
  version: number
  publishId: string | null
  /** There may be something of it in the account. */
  hasTraces: boolean
  /** The version of its item that the public reads; null when it reads none. */
  liveVersion: number | null
  /** A newer version of the item is published in the account. */
  newerPublished: boolean
  /** A newer version is about to take this one's draft over. */
  newerQueued: boolean
}

/**
 * - `draft`: put it into the drafts. `submit`: have the draft published
 * - `settle`: find out whether a submission whose answer was lost was taken
 * - `ask`: ask how the task of publishing stands. `look`: see what an editor did with the draft
 * - `remove`: delete what the account has of it. `drop`: there is nothing to delete
 * - `rest`: nothing, until something happens
 */
export type ArticleStep = 'draft' | 'submit' | 'settle' | 'ask' | 'look' | 'remove' | 'drop' | 'rest'

export function nextStep(article: Standing, mode: ArticleMode): ArticleStep {
  const { state, version, liveVersion, publishId, hasTraces, newerPublished, newerQueued } = article
  const wanted = liveVersion === version
  switch (state) {
    case 'queued':
      if (wanted && mode !== 'off') return 'draft'
      return hasTraces ? 'remove' : 'drop'
    case 'drafted':
      if (!wanted) return newerQueued && liveVersion !== null && mode !== 'off' ? 'rest' : 'remove'
      return mode === 'publish' ? 'submit' : 'look'
    // What was submitted is seen through, wanted or not: it cannot be called back.
    case 'submitted':
      return publishId === null ? 'settle' : 'ask'
    case 'published':
      if (wanted) return 'rest'
      return liveVersion === null || newerPublished ? 'remove' : 'rest'
    case 'failed':
      return !wanted && hasTraces ? 'remove' : 'rest'
    case 'removed':
      return 'rest'
  }
}

/** 新增草稿: the title and the summary in characters. */
const TITLE = 32
const DIGEST = 120

const cut = (text: string, most: number): string => {
  const signs = [...text]
  return signs.length <= most ? text : `${signs.slice(0, most - 1).join('')}…`
}

export const articleTitle = (title: string): string => cut(title.trim().replace(/\s+/g, ' '), TITLE)

/** Whether the title does not fit, so that the whole one must stand in the text. */
export const titleIsCut = (title: string): boolean => articleTitle(title) !== title

export const articleDigest = (text: string): string => cut(text, DIGEST)
