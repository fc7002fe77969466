/** What a bearer token may be used for, within its officer's own rights. Each route of the API names the one it needs. */
export const TOKEN_SCOPES = {
  read: '查看',
  'cases:write': '登记和办理诉求',
  /** What needs a second person. A scope of its own, so that a token that drafts cannot approve. */
  'cases:approve': '审核和公开答复',
} as const

export type TokenScope = keyof typeof TOKEN_SCOPES
export const SCOPES = Object.keys(TOKEN_SCOPES) as [TokenScope, ...TokenScope[]]

/** The scopes of a token by default: the fewest. */
export const DEFAULT_SCOPES: readonly TokenScope[] = ['read']

export const sayScopes = (scopes: readonly TokenScope[]): string =>
  scopes.map(s => TOKEN_SCOPES[s]).join('、')

/** How long a token lasts. */
export const TOKEN_DAYS = 90
export const TOKEN_DAYS_MAX = 365
/** A token that its officer has not confirmed within this many days ends. */
export const TOKEN_PENDING_DAYS = 7
