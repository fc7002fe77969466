import { syllablesOf } from '../base/text/pinyin-syllables.ts'

/** Length above all (NIST SP 800-63B §3.1.1): no rules about kinds of characters, no forced change. */
const PASSWORD_MIN = 10
const PASSWORD_MAX = 200

/**
 * Words at the top of every list of guessed passwords. A password made only of these, digits and symbols is guessed
 * within minutes, however often a word is repeated.
 */
const COMMON =
  /password|passw0rd|p@ssw0rd|p@ssword|welcome|letmein|iloveyou|woaini|admin|administrator|root|huiyin|changeme|default|master|dragon|monkey|sunshine|princess|football|login|test|user|guest|hello|abc|qwe|asd|zxc|qaz|wsx|mima/g

/**
 * Neighbours on a keyboard and in the alphabet; a run along one of these, in either direction, counts as one
 * character.
 */
const ROWS = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop[]',
  'asdfghjkl;',
  'zxcvbnm,./',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.',
  '1qazwsx3edcrfv5tgbyhn',
  '1q2w3e4r5t6y7u8i9o0p',
  'q1w2e3r4t5y6u7i8o9p0',
  '!@#$%^&*()',
]
const BOTH_WAYS = ROWS.flatMap(row => [row, [...row].reverse().join('')])

/** Why a password is not good enough, in Chinese, or nothing. */
export function passwordProblem(password: string, login: string): string | undefined {
  const length = [...password].length
  if (length < PASSWORD_MIN) return `密码至少 ${PASSWORD_MIN} 个字符，可以用一句好记的话。`
  if (length > PASSWORD_MAX) return `密码最多 ${PASSWORD_MAX} 个字符。`
  if (password.trim().toLowerCase() === login.toLowerCase()) return '密码不能和登录名一样。'
  const [a, b] = [password.toLowerCase(), login.toLowerCase()]
  if (b.length >= 4 && a.replaceAll(b, '').length < 4) return '密码不能只在登录名上加几个字。'
  if (new Set(password).size < 4 || isGuessed(a)) {
    return TOO_COMMON
  }
  if (isPinyinAndDigits(a)) {
    return '名字或几个拼音加数字太常见，一猜就中。请换一句好记的话，可以直接写汉字，或用几个不相干的词。'
  }
  return undefined
}

export const TOO_COMMON = '这个密码太常见，一猜就中。请换一句好记的话，比如几个不相干的词。'

/** Common phrases, which each count like one syllable. */
const PHRASES =
  /woaini|woaizhongguo|woaizuguo|woshishui|woshini|wodemima|woxiangni|woyaofacai|zhongguo|zhengfu|bangongshi|guanliyuan|gongzuo|fuwu|renmin|shequ|weiyuanhui|gongsi|gongxifacai|shengrikuaile|xinniankuaile|pingan|jixiang|ruyi|facai|laopo|laogong|baobei|qinaide|nihao|mima|ceshi|yonghu|denglu|xitong|shouli|jingban|shenhe|lingdao/g
const FEW_SYLLABLES = 3

/** A name or a few syllables, with any digits and symbols around: zhangwei1990, woaini1314520, wang.xiaoming@123. */
function isPinyinAndDigits(password: string): boolean {
  if (/[^\x20-\x7e]/.test(password)) return false
  const letters = password.replace(/[^a-z]/g, '')
  if (letters === '') return true
  const count = syllablesOf(letters.replace(PHRASES, 'wo'))
  return count !== undefined && count <= FEW_SYLLABLES
}

/** Whether too little is left once repetition, keyboard runs and common words are taken out. */
export function isGuessed(given: string): boolean {
  const password = given.toLowerCase()
  // Repetition counts once: 88888888, abc123abc123.
  const once = password
    .replace(COMMON, 'w')
    .replace(/(.{2,}?)\1+/gu, '$1')
    .replace(/(.)\1{2,}/gu, '$1')
  const left = shorten(once).replace(COMMON, 'w')
  // Guessers try a year or a birthday beside a word first.
  const own = left.replace(/(19|20)\d{2}([01]\d[0-3]\d)?/g, 'd')
  return new Set(own).size < 4 || [...own].length < 5
}

/** Shortens runs of three or more neighbours to one character. */
function shorten(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; ) {
    const run = runAt(text, i)
    out += text[i]
    i += run >= 3 ? run : 1
  }
  return out
}

function runAt(text: string, from: number): number {
  let length = 1
  while (
    from + length < text.length &&
    BOTH_WAYS.some(row => row.includes(text.slice(from, from + length + 1)))
  ) {
    length++
  }
  return length
}
