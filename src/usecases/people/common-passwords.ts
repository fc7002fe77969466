import { isGuessed, passwordProblem, TOO_COMMON } from '../../domain/people/password-rules.ts'

/**
 * Guesses that an attacker needs who knows how passwords are made, as a power of ten. Ten characters that mean nothing
 * are worth 10, `Summer2026!!` 8.
 */
const LEAST = 8.5
/**
 * How many characters are estimated: the time grows with the square of the length, and long passwords are not weak.
 */
const LOOKED_AT = 40
/** This many different Chinese characters make a sentence. */
const SENTENCE = 5

/** The owner of a password: guessers try their name and the office's first. */
interface PasswordOwner {
  login: string
  /** The officer's name and the office's. */
  names: readonly string[]
}

/**
 * Why a password is not good enough, in Chinese, or nothing: our own rules, then the lists of zxcvbn (49,000
 * passwords that leaked, with their usual disguises). These are loaded when a password is set, not when the service
 * starts, and released afterwards.
 */
export async function whyNoPassword(password: string, owner: PasswordOwner): Promise<string | undefined> {
  const problem = passwordProblem(password, owner.login)
  if (problem) return problem
  const chinese = new Set(password.match(/\p{Script=Han}/gu)).size
  if (chinese >= SENTENCE) return undefined
  const [{ ZxcvbnFactory }, { dictionary, adjacencyGraphs }, { pinyin }] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('pinyin-pro'),
  ])
  const own = [owner.login, ...owner.names].flatMap(name => {
    const sounds = pinyin(name, { toneType: 'none', type: 'array' })
    return [name, sounds.join(''), sounds.map(s => s[0] ?? '').join('')]
  })
  const known = [...new Set([...own, 'huiyin'].map(word => word.toLowerCase()))].filter(w => w.length > 1)
  const check = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs })
  const looked = [...password].slice(0, LOOKED_AT).join('')
  // Symbols between the parts of a common password do not make it better: abcd.1234.abcd.
  const forms = new Set([looked, looked.replace(/[^\p{L}\p{N}]/gu, '')])
  const guesses = Math.min(...[...forms].map(form => check.check(form, known).guessesLog10))
  // To zxcvbn a Chinese character is one of ten; it is one of three thousand.
  return guesses + 2 * chinese < LEAST || [...forms].some(isGuessed) ? TOO_COMMON : undefined
}
