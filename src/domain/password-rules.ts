/** Length before everything else (NIST SP 800-63B §3.1.1): no rules about signs, no forced change. */
export const PASSWORD_MIN = 10
export const PASSWORD_MAX = 200

/** Why a password is not good enough, in Chinese, or nothing. */
export function passwordProblem(password: string, login: string): string | undefined {
  const length = [...password].length
  if (length < PASSWORD_MIN) return `密码至少 ${PASSWORD_MIN} 个字符，可以用一句好记的话。`
  if (length > PASSWORD_MAX) return `密码最多 ${PASSWORD_MAX} 个字符。`
  if (password.trim().toLowerCase() === login.toLowerCase()) return '密码不能和登录名一样。'
  if (new Set(password).size < 4) return '这个密码太容易猜到，请换一个。'
  const [a, b] = [password.toLowerCase(), login.toLowerCase()]
  if (b.length >= 4 && a.replaceAll(b, '').length < 4) return '密码不能只在登录名上加几个字。'
  return undefined
}
