/**
 * What each error code of WeChat's API means for us (全局返回码说明 and the pages of each interface). The channel's only
 * table of outcomes: no other file decides by error code.
 *
 * - `token`: the access token is no longer good: get another, try once more.
 * - `retry`: temporary; try again later.
 * - `closed`: this route to the resident is closed; another may be open, else the message waits for the next contact.
 * - `undeliverable`: no route reaches this resident, or none can carry this message.
 * - `operations`: an administrator must do something; the message waits and is tried again slowly.
 */
type ErrorOutcome = 'token' | 'retry' | 'closed' | 'undeliverable' | 'operations'

interface ErrorRule {
  outcome: ErrorOutcome
  /** For officers and administrators: what happened, and what to do. */
  detail: string
  afterMs?: number
  /** An administrator is notified: the error stops the whole account, or this route. */
  stops?: 'account' | 'way'
  /** The text for an administrator, where it differs. */
  advice?: string
  /** The failure is not the message's, so it may be retried without limit. */
  notItsFault?: true
  /** Other messages would fail on this route, too: how long nothing else is sent on it. */
  restsMs?: number
}

const MINUTE = 60_000
const SLOWLY = 15 * MINUTE
/** When the token that replaced a bad one is bad as well. */
const TWO_SYSTEMS =
  '新拿的接口凭证微信也不认。请管理员核对 WECHAT_APP_ID 和 WECHAT_APP_SECRET，并停用别的也在换这个公众号凭证的系统。'

export const ERROR_RULES: Record<number, ErrorRule> = {
  [-1]: { outcome: 'retry', detail: '微信系统繁忙，稍后自动再发。' },
  40001: { outcome: 'token', detail: '微信的接口凭证失效，正在重新获取。', advice: TWO_SYSTEMS },
  40014: { outcome: 'token', detail: '微信的接口凭证失效，正在重新获取。', advice: TWO_SYSTEMS },
  42001: { outcome: 'token', detail: '微信的接口凭证过期，正在重新获取。', advice: TWO_SYSTEMS },
  45009: {
    outcome: 'retry',
    detail: '今天调用微信接口的次数用完了，会自动再发。长期不够用请到公众平台申请提高。',
    afterMs: 60 * MINUTE,
    notItsFault: true,
    restsMs: 5 * MINUTE,
  },
  45011: {
    outcome: 'retry',
    detail: '微信要求放慢，稍后自动再发。',
    afterMs: MINUTE,
    notItsFault: true,
    restsMs: MINUTE,
  },
  40003: { outcome: 'undeliverable', detail: '微信不认识这位群众的编号，送不到。请用电话联系。' },
  43004: { outcome: 'undeliverable', detail: '对方没有关注公众号，送不到。请用电话联系。' },
  50005: { outcome: 'undeliverable', detail: '对方已取消关注，送不到。请用电话联系。' },
  43101: { outcome: 'closed', detail: '对方没有同意接收订阅通知。' },
  45002: { outcome: 'undeliverable', detail: '内容太长，微信不收。请缩短后重发。' },
  45015: { outcome: 'closed', detail: '对方超过 48 小时没有发消息，微信不让主动发。' },
  45047: { outcome: 'closed', detail: '这次能发的条数用完了，要等对方再发消息。' },
  48001: {
    outcome: 'closed',
    detail: '公众号没有这个接口的权限，请管理员在公众平台核对认证情况。',
    stops: 'way',
  },
  48002: { outcome: 'closed', detail: '对方关闭了接收消息。' },
  45008: { outcome: 'undeliverable', detail: '图文太长，微信不收。' },
  87014: { outcome: 'undeliverable', detail: '微信认为内容违规，没有发出。请改写后重发。' },
  40007: { outcome: 'undeliverable', detail: '图片或语音在微信上已过期（保存三天）。' },
  40004: { outcome: 'undeliverable', detail: '微信不收这种文件。' },
  40005: { outcome: 'undeliverable', detail: '微信不收这种格式的文件，照片请用 JPG 或 PNG。' },
  40006: { outcome: 'undeliverable', detail: '文件太大，微信不收。' },
  40009: { outcome: 'undeliverable', detail: '照片超过 10 MB，微信不收。' },
  40010: { outcome: 'undeliverable', detail: '语音超过 2 MB，微信不收。' },
  40011: { outcome: 'undeliverable', detail: '视频超过 10 MB，微信不收。' },
  40012: { outcome: 'undeliverable', detail: '缩略图超过 64 KB，微信不收。' },
  41005: { outcome: 'undeliverable', detail: '文件是空的，微信不收。' },
  45001: { outcome: 'undeliverable', detail: '文件太大，微信不收。' },
  45007: { outcome: 'undeliverable', detail: '语音超过 60 秒，微信不收。' },
  44003: { outcome: 'undeliverable', detail: '文章是空的，公众号不收。' },
  45003: { outcome: 'undeliverable', detail: '标题太长，公众号不收。请改短标题。' },
  45004: { outcome: 'undeliverable', detail: '摘要太长，公众号不收。' },
  45005: { outcome: 'undeliverable', detail: '原文的网址太长，公众号不收。' },
  45110: { outcome: 'undeliverable', detail: '作者的名字太长，公众号不收。' },
  53503: { outcome: 'undeliverable', detail: '草稿没有通过公众平台的发布检查。请到公众平台打开草稿看提示。' },
  53504: { outcome: 'undeliverable', detail: '这份草稿只能到公众平台上发。' },
  53505: { outcome: 'undeliverable', detail: '这份草稿要先到公众平台上手动保存，再发。' },
  40013: {
    outcome: 'operations',
    detail: '公众号的 AppID 不对。请管理员核对 WECHAT_APP_ID。',
    afterMs: SLOWLY,
  },
  40125: {
    outcome: 'operations',
    detail: '公众号的 AppSecret 不对。请管理员核对 WECHAT_APP_SECRET。',
    afterMs: SLOWLY,
  },
  40164: {
    outcome: 'operations',
    detail: '服务器的地址不在白名单。请管理员到公众平台“设置与开发—基本配置—IP 白名单”加上本机公网地址。',
    afterMs: SLOWLY,
  },
  61004: {
    outcome: 'operations',
    detail: '服务器的地址没有登记。请管理员到公众平台“设置与开发—基本配置—IP 白名单”加上本机公网地址。',
    afterMs: SLOWLY,
  },
  40243: {
    outcome: 'operations',
    detail: 'AppSecret 被冻结。请公众号管理员到公众平台“基本配置”解冻或重置，再更新 WECHAT_APP_SECRET。',
    afterMs: SLOWLY,
  },
  89503: {
    outcome: 'operations',
    detail: '这个地址调用接口要公众号管理员确认。请管理员在手机微信上点“同意”。',
    afterMs: SLOWLY,
  },
  89501: {
    outcome: 'operations',
    detail: '这个地址正在等公众号管理员确认。请管理员在手机微信上点“同意”。',
    afterMs: SLOWLY,
  },
  89506: {
    outcome: 'operations',
    detail: '公众号管理员拒绝了这个地址，24 小时内不能再试。请联系管理员。',
    afterMs: 60 * MINUTE,
  },
  89507: {
    outcome: 'operations',
    detail: '公众号管理员拒绝了这个地址，1 小时内不能再试。请联系管理员。',
    afterMs: 60 * MINUTE,
  },
  40037: {
    outcome: 'operations',
    detail: '通知模板编号不对。请管理员核对 WECHAT_TEMPLATE_REPLY 和 WECHAT_SUBSCRIBE_REPLY。',
    afterMs: SLOWLY,
    stops: 'way',
  },
  47003: {
    outcome: 'operations',
    detail: '通知模板的栏目对不上。请管理员核对模板设置里的栏目名。',
    afterMs: SLOWLY,
    stops: 'way',
  },
  48004: {
    outcome: 'operations',
    detail: '接口被封禁。请管理员登录公众平台查看原因。',
    afterMs: 60 * MINUTE,
  },
  50002: {
    outcome: 'operations',
    detail: '公众号被限制使用。请管理员登录公众平台查看原因。',
    afterMs: 60 * MINUTE,
  },
}

/** An unknown code is retried, so that no message is lost because of it. */
const errorRuleOf = (code: number): ErrorRule =>
  ERROR_RULES[code] ?? {
    outcome: 'retry',
    detail: `微信返回了没见过的错误（${code}），稍后自动再发。`,
    afterMs: SLOWLY,
  }

/** WeChat could not be reached, or its answer was not one of its own. */
export type Unreached = 'network' | 'timeout' | 'http' | 'malformed' | 'circuit'

const UNREACHED: Record<Unreached, string> = {
  network: '连不上微信，稍后自动再发。',
  timeout: '微信没有按时回应，稍后自动再发。',
  http: '微信的接口暂时出错，稍后自动再发。',
  malformed: '微信的回应看不懂，稍后自动再发。',
  circuit: '微信的接口暂时连不上，恢复后自动再发。',
}

/** A call that failed. Its message names the path and the code only, because the URL contains the access token. */
export class WeChatError extends Error {
  override readonly name = 'WeChatError'
  constructor(
    readonly path: string,
    readonly code: number | Unreached,
    /** When to try again, when that is known. */
    readonly afterMs?: number,
  ) {
    super(`wechat ${path}: ${code}`)
  }

  get rule(): ErrorRule {
    if (typeof this.code === 'number') return errorRuleOf(this.code)
    return { outcome: 'retry', detail: UNREACHED[this.code] }
  }

  /** What an administrator must restore, if anything. */
  get stops(): 'account' | 'way' | undefined {
    const { stops, outcome } = this.rule
    // A bad token is replaced first, so an error with one means that the new token was bad, too.
    return stops ?? (outcome === 'operations' || outcome === 'token' ? 'account' : undefined)
  }

  /**
   * How long nothing else is sent, because the account is stopped or the circuit is open. Undefined: other messages
   * may succeed.
   */
  get restsMs(): number | undefined {
    if (this.code === 'circuit') return this.afterMs
    return this.rule.restsMs ?? (this.stops === 'account' ? MINUTE : undefined)
  }

  /** For the administrator. */
  get advice(): string {
    return this.rule.advice ?? this.rule.detail
  }

  /** WeChat itself is down, not this one message refused. */
  get isOutage(): boolean {
    return this.code === -1 || typeof this.code === 'string'
  }
}
