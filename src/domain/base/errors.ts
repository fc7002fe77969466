/**
 * Every refusal Huiyin can give, in one table. The key is the `code` of problem+json answers;
 * docs/errors.md lists the same codes and a test keeps the two equal.
 */
export const ERRORS = {
  malformed: { status: 400, title: '请求格式不对' },
  unauthenticated: { status: 401, title: '请先登录' },
  token_pending: { status: 401, title: '令牌还没有确认' },
  token_expired: { status: 401, title: '令牌到期了' },
  second_factor_required: { status: 401, title: '请先设好两步登录' },
  forbidden: { status: 403, title: '没有权限' },
  scope_missing: { status: 403, title: '令牌没有这项权限' },
  not_found: { status: 404, title: '没有找到' },
  gone: { status: 410, title: '已经撤下' },
  method_not_allowed: { status: 405, title: '不支持这种操作' },
  move_refused: { status: 409, title: '现在不能这样办理' },
  conflict: { status: 409, title: '与已有内容冲突' },
  stale: { status: 412, title: '内容已被别人更新' },
  too_large: { status: 413, title: '内容太大' },
  unsupported_type: { status: 415, title: '不支持的格式' },
  invalid_field: { status: 422, title: '有内容需要改正' },
  too_many: { status: 429, title: '操作太频繁' },
  unavailable: { status: 503, title: '暂时不能服务' },
  no_space: { status: 507, title: '暂时收不了文件' },
  internal: { status: 500, title: '系统出错' },
} as const satisfies Record<string, { status: number; title: string }>

export type ErrorCode = keyof typeof ERRORS

export interface FieldError {
  path: string
  message: string
}

/** A refusal with a reason for a person (`detail`, Chinese). Anything else that is thrown is a defect. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    readonly extra: { errors?: FieldError[]; retryAfterSeconds?: number; reason?: string } = {},
  ) {
    super(`${code}: ${detail}`)
  }

  get status(): number {
    return ERRORS[this.code].status
  }
}

/** Refuses one field of a form. The message is Chinese and stands beside the field, without a full stop. */
export const invalidField = (path: string, message: string): Refusal => invalidFields([{ path, message }])

/** Refuses every field that is wrong, at once. */
export const invalidFields = (errors: FieldError[]): Refusal =>
  new Refusal('invalid_field', errors.map(e => e.message).join('；'), { errors })
