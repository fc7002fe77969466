/**
 * An account that publishes articles (a WeChat official account): what the use cases ask of it. A draft lies in the
 * account's console until somebody publishes it, or `submit` does; publishing takes time, and its end is reported.
 */
export interface ArticleAccount {
  /** Stores a picture for the text of an article. @returns its address. @throws ArticleRefused */
  uploadPicture(bytes: Uint8Array): Promise<string>
  /** Adds a draft, with its cover, which is stored once for the same bytes. @returns its id. @throws ArticleRefused */
  addDraft(article: NewArticle): Promise<string>
  /** Replaces the whole draft. @throws ArticleRefused `gone` without the draft */
  updateDraft(draftId: string, article: NewArticle): Promise<void>
  /** @throws ArticleRefused */
  hasDraft(draftId: string): Promise<boolean>
  /** The draft with this source address, among the latest. @throws ArticleRefused */
  findDraft(sourceUrl: string): Promise<string | undefined>
  /** Deletes a draft; one that is gone counts as deleted. @throws ArticleRefused */
  deleteDraft(draftId: string): Promise<void>
  /** Asks for a draft to be published. @returns the id of the task. @throws ArticleRefused `gone` without the draft */
  submit(draftId: string): Promise<string>
  /** How a task stands. @throws ArticleRefused */
  publishing(publishId: string): Promise<Publishing>
  /** The published article with this source address, among the latest. @throws ArticleRefused */
  findPublished(sourceUrl: string): Promise<PublishedArticle | undefined>
  /** Deletes a published article for ever; one that is gone counts as deleted. @throws ArticleRefused */
  deletePublished(articleId: string): Promise<void>
}

/** An article to put into the account. The texts are within the account's limits (domain/publish/articles). */
export interface NewArticle {
  title: string
  author: string
  digest: string
  html: string
  /** Where “阅读原文” leads. Unique for the item and version, so that a draft can be found again. */
  sourceUrl: string
  /** JPEG or PNG, best 2.35:1. */
  cover: Uint8Array
}

export interface PublishedArticle {
  articleId: string
  url?: string
}

export type Publishing =
  | { state: 'underWay' }
  | ({ state: 'published' } & PublishedArticle)
  /** The platform did not publish it. */
  | { state: 'refused'; code: string; detail: string }
  /** It was published, and deleted or blocked since. */
  | { state: 'removed'; detail: string }

/** What the account reports when a task of publishing ends. */
export interface PublishReport {
  publishId: string
  outcome: Publishing
}

/**
 * A call that the account did not grant. `later`: the same call may succeed; `never`: it will not, without somebody
 * changing something; `gone`: the draft is not there. The detail is Chinese, for officers.
 */
export class ArticleRefused extends Error {
  override readonly name = 'ArticleRefused'
  constructor(
    readonly kind: 'later' | 'never' | 'gone',
    readonly code: string,
    readonly detail: string,
    /** When to try again, where the account says so. */
    readonly afterMs?: number,
  ) {
    super(`article account: ${code}`)
  }

  /** The account answered, and said no: what was asked has not been done. Otherwise it may have been. */
  get isAnswer(): boolean {
    return /^[1-9]\d*$/.test(this.code)
  }
}
