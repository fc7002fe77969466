import { randomBytes } from 'node:crypto'
import { chmodSync, closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { z } from 'zod'
import { makeDataDir } from './data-dir.ts'
import { parseWitnesses, type WitnessAddress } from './domain/numbers/ledger/witness-address.ts'
import { ROOT } from './root.ts'

/**
 * The only reader of process.env. Every setting is here, with its default and its check; .env.example lists the same
 * names and a test keeps the two equal. All problems are reported at once, before a port is opened.
 */

const blank = (value: unknown) => (value === '' ? undefined : value)
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(blank, schema.optional())
const withDefault = <T extends z.ZodType>(schema: T, fallback: unknown) =>
  z.preprocess(value => blank(value) ?? fallback, schema)

const oneOf = <const T extends readonly string[]>(names: T) => z.enum(names, `只能是：${names.join('、')}`)

const aesKey = z.string().regex(/^[A-Za-z0-9]{43}$/, '应是 43 个字母或数字（EncodingAESKey）')
const httpUrl = z.url({ protocol: /^https?$/, error: '应是 http:// 或 https:// 开头的网址' })
const whole = (min: number, max: number) =>
  z.coerce
    .number({ error: '应是数字' })
    .int('应是整数')
    .min(min, `不能小于 ${min}`)
    .max(max, `不能大于 ${max}`)

const witnesses = z.string().transform((text, { addIssue }): WitnessAddress[] => {
  const read = parseWitnesses(text)
  for (const message of read.problems) addIssue({ code: 'custom', message })
  return read.witnesses
})

/** Every setting the program reads, in the order of .env.example. */
export const SETTINGS = {
  PORT: withDefault(whole(0, 65535), '3000'),
  HOST: withDefault(z.string(), '127.0.0.1'),
  BASE_URL: optional(httpUrl),
  TRUST_PROXY: withDefault(whole(0, 9), '0'),
  DATA_DIR: withDefault(z.string(), './data'),
  DATABASE_URL: optional(
    z.string().regex(/^(file:.+|postgres(ql)?:\/\/.+)$/, '应是 file:路径 或 postgresql:// 开头的地址'),
  ),
  OFFICE_DIR: withDefault(z.string(), './flows'),
  SECRET_KEY: optional(z.string().min(32, '至少 32 个字符')),
  LOG_LEVEL: withDefault(oneOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']), 'info'),
  WECHAT_APP_ID: optional(z.string().regex(/^\w{6,64}$/, '格式不对')),
  WECHAT_APP_SECRET: optional(z.string().min(1)),
  WECHAT_TOKEN: optional(z.string().regex(/^[A-Za-z0-9]{3,32}$/, '应是 3–32 个字母或数字')),
  WECHAT_AES_KEY: optional(aesKey),
  WECHAT_AES_KEY_PREVIOUS: optional(aesKey),
  WECHAT_API_BASE: withDefault(httpUrl, 'https://api.weixin.qq.com'),
  WECHAT_TIMESTAMP_TOLERANCE: withDefault(whole(0, 86_400), '600'),
  WECHAT_ACCOUNT: withDefault(oneOf(['service', 'subscription', 'unverified']), 'service'),
  WECHAT_TEMPLATE_REPLY: optional(z.string()),
  WECHAT_SUBSCRIBE_REPLY: optional(z.string()),
  WECHAT_OAUTH: optional(httpUrl),
  WECHATY_PUPPET: optional(
    z.string().regex(/^(@[\w.-]+\/)?[\w.-]+$/, '应是 npm 包名，例如 wechaty-puppet-service'),
  ),
  TELEGRAM_BOT_TOKEN: optional(z.string().regex(/^\d+:[\w-]+$/, '应是 BotFather 给的令牌')),
  TELEGRAM_API_ROOT: withDefault(httpUrl, 'https://api.telegram.org'),
  TELEGRAM_WEBHOOK_SECRET: optional(z.string().regex(/^[\w-]{8,256}$/, '应是 8–256 个字母、数字、_ 或 -')),
  SMTP_URL: optional(z.string().regex(/^smtps?:\/\/.+$/, '应是 smtp:// 或 smtps:// 开头的地址')),
  MAIL_FROM: optional(z.string()),
  LLM_BASE_URL: optional(httpUrl),
  LLM_API_KEY: optional(z.string()),
  LLM_MODEL: optional(z.string()),
  METRICS_TOKEN: optional(z.string().min(16, '至少 16 个字符')),
  BACKUP_DIR: optional(z.string()),
  BACKUP_PASSPHRASE: optional(z.string().min(16, '至少 16 个字符')),
  LEDGER_WITNESSES: withDefault(witnesses, ''),
} as const

export interface Config {
  port: number
  host: string
  /** Public address without a trailing slash. */
  baseUrl: string
  trustProxy: number
  dataDir: string
  databaseUrl: string
  officeDir: string
  secretKey: string
  /** Where the key lies; undefined: it is given by the setting. */
  secretKeyFile: string | undefined
  logLevel: string
  wechat: null | {
    appId: string
    appSecret: string
    token: string
    aesKey: string | undefined
    previousAesKey: string | undefined
    apiBase: string
    timestampToleranceSeconds: number
    account: 'service' | 'subscription' | 'unverified'
    templates: { reply: string | undefined; subscribeReply: string | undefined }
    /** The base URL of WeChat's page authorisation, without a trailing slash; undefined: not used. */
    oauthBase: string | undefined
  }
  /** npm name of another Wechaty puppet, in place of the official account. */
  wechatyPuppet: string | undefined
  telegram: null | { token: string; apiRoot: string; webhookSecret: string | undefined }
  mail: null | { url: string; from: string }
  /** The optional language model; null: none is used and no text leaves the office. */
  llm: null | { baseUrl: string; apiKey: string | undefined; model: string }
  metricsToken: string | undefined
  backup: {
    /** Where nightly backups go; undefined: none are made. */
    dir: string | undefined
    /** Encrypts backups; undefined: they are plain. */
    passphrase: string | undefined
  }
  /** Who cosigns the ledger's checkpoints. */
  witnesses: readonly WitnessAddress[]
}

/** All wrong settings, in Chinese, for the administrator of the server. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(readonly problems: readonly string[]) {
    super(`设置有 ${problems.length} 处问题：\n${problems.map(p => `  - ${p}`).join('\n')}`)
  }
}

const noSlash = (url: string) => url.replace(/\/+$/, '')
const at = (path: string) => (isAbsolute(path) ? path : resolve(path))

const SECRET_KEY_FILE = 'secret.key'

/** A fresh SECRET_KEY. */
export const newSecretKey = (): string => randomBytes(48).toString('base64url')

/** Whether there is a database: other files, and empty ones, are for the one who opens it to judge. */
function isSqlite(file: string): boolean {
  try {
    const fd = openSync(file, 'r')
    try {
      const head = Buffer.alloc(15)
      readSync(fd, head, 0, head.length, 0)
      return head.toString('latin1') === 'SQLite format 3'
    } finally {
      closeSync(fd)
    }
  } catch {
    return false
  }
}

/**
 * The key in DATA_DIR, made on first start: readable by its owner only.
 * @throws ConfigError where there is a database already: its contents would not open, and new ones would be sealed
 *   with another key.
 */
function ownSecretKey(dataDir: string, databaseUrl: string): string {
  const file = join(dataDir, SECRET_KEY_FILE)
  if (!existsSync(file)) {
    const database = /^file:(.+)$/.exec(databaseUrl)?.[1]
    // The key is made before the database, so another process that starts at this moment has made it by now.
    if (database && isSqlite(database) && !existsSync(file))
      throw new ConfigError([
        `SECRET_KEY：有数据库 ${database}，却没有密钥 ${file}。没有它，原来的内容打不开。请把原来的 secret.key 从备份里拷回来，或把它的内容写进 SECRET_KEY；找不到的，请从带密钥的备份恢复`,
      ])
    try {
      writeFileSync(file, newSecretKey(), { flag: 'wx', mode: 0o600 })
    } catch (error) {
      // Another process was first, so its key is used.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
  chmodSync(file, 0o600)
  return readFileSync(file, 'utf8').trim()
}

/** Checks every setting by itself, and those that need each other. */
function parseSettings(env: Record<string, string | undefined>) {
  const parsed = z.object(SETTINGS).safeParse(env)
  const problems = parsed.success
    ? []
    : parsed.error.issues.map(issue => `${issue.path.join('.')}：${issue.message}`)
  const has = (name: string) => Boolean(env[name])
  if (has('WECHAT_APP_ID') || has('WECHAT_TOKEN') || has('WECHAT_APP_SECRET')) {
    for (const name of ['WECHAT_APP_ID', 'WECHAT_APP_SECRET', 'WECHAT_TOKEN']) {
      if (!has(name)) problems.push(`${name}：接入微信公众号时必须填写`)
    }
  }
  if (has('WECHATY_PUPPET') && has('WECHAT_APP_ID')) {
    problems.push('WECHATY_PUPPET：和 WECHAT_APP_ID 只能填一个')
  }
  if (has('SMTP_URL') && !has('MAIL_FROM')) problems.push('MAIL_FROM：填了 SMTP_URL 就要填发件地址')
  if (has('LLM_BASE_URL') && !has('LLM_MODEL')) problems.push('LLM_MODEL：填了 LLM_BASE_URL 就要填模型名')
  return { parsed, problems }
}

/**
 * Reads the settings.
 * @throws ConfigError with every problem at once.
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const { parsed, problems } = parseSettings(env)
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems)

  const s = parsed.data
  const dataDir = at(s.DATA_DIR)
  const noDir = makeDataDir(dataDir)
  if (noDir) throw new ConfigError([`DATA_DIR：${noDir}`])
  const databaseUrl = s.DATABASE_URL ?? `file:${join(dataDir, 'huiyin.db')}`
  const config: Config = {
    port: s.PORT,
    host: s.HOST,
    baseUrl: noSlash(s.BASE_URL ?? `http://${s.HOST === '0.0.0.0' ? '127.0.0.1' : s.HOST}:${s.PORT}`),
    trustProxy: s.TRUST_PROXY,
    dataDir,
    databaseUrl,
    officeDir: officeDirOf({ OFFICE_DIR: s.OFFICE_DIR }),
    secretKey: s.SECRET_KEY ?? ownSecretKey(dataDir, databaseUrl),
    secretKeyFile: s.SECRET_KEY === undefined ? join(dataDir, SECRET_KEY_FILE) : undefined,
    logLevel: s.LOG_LEVEL,
    wechat: s.WECHAT_APP_ID
      ? {
          appId: s.WECHAT_APP_ID,
          appSecret: s.WECHAT_APP_SECRET!,
          token: s.WECHAT_TOKEN!,
          aesKey: s.WECHAT_AES_KEY,
          previousAesKey: s.WECHAT_AES_KEY_PREVIOUS,
          apiBase: noSlash(s.WECHAT_API_BASE),
          timestampToleranceSeconds: s.WECHAT_TIMESTAMP_TOLERANCE,
          account: s.WECHAT_ACCOUNT,
          templates: { reply: s.WECHAT_TEMPLATE_REPLY, subscribeReply: s.WECHAT_SUBSCRIBE_REPLY },
          oauthBase: s.WECHAT_OAUTH && noSlash(s.WECHAT_OAUTH),
        }
      : null,
    wechatyPuppet: s.WECHATY_PUPPET,
    telegram: s.TELEGRAM_BOT_TOKEN
      ? {
          token: s.TELEGRAM_BOT_TOKEN,
          apiRoot: noSlash(s.TELEGRAM_API_ROOT),
          webhookSecret: s.TELEGRAM_WEBHOOK_SECRET,
        }
      : null,
    mail: s.SMTP_URL ? { url: s.SMTP_URL, from: s.MAIL_FROM! } : null,
    llm: s.LLM_BASE_URL
      ? { baseUrl: noSlash(s.LLM_BASE_URL), apiKey: s.LLM_API_KEY, model: s.LLM_MODEL! }
      : null,
    metricsToken: s.METRICS_TOKEN,
    backup: { dir: s.BACKUP_DIR && at(s.BACKUP_DIR), passphrase: s.BACKUP_PASSPHRASE },
    witnesses: s.LEDGER_WITNESSES,
  }
  return Object.freeze(config)
}

/** What is wrong with the settings, without making anything. */
export function settingProblems(env: Record<string, string | undefined> = process.env): readonly string[] {
  return parseSettings(env).problems
}

/** The settings as they are written, without defaults. */
export const settingsAsGiven = (
  env: Record<string, string | undefined> = process.env,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.keys(SETTINGS).map(name => [name, env[name]]))

/** Where DATA_DIR is, without reading or making anything there. */
export const dataDirOf = (env: Record<string, string | undefined> = process.env): string =>
  at(env['DATA_DIR'] || './data')

/** Where the office's content is, without reading any other setting; the sample office where there is no flows/. */
export const officeDirOf = ({ OFFICE_DIR }: Record<string, string | undefined> = process.env): string =>
  (OFFICE_DIR || './flows') === './flows' && !existsSync('./flows')
    ? join(ROOT, 'flows')
    : at(OFFICE_DIR || './flows')

/**
 * The settings that `restore` needs, which makes no data directory and no key.
 * @throws ConfigError
 */
export function restoreSettingsOf(env: Record<string, string | undefined> = process.env) {
  const { BACKUP_PASSPHRASE, SECRET_KEY, DATABASE_URL } = SETTINGS
  const parsed = z.object({ BACKUP_PASSPHRASE, SECRET_KEY, DATABASE_URL }).safeParse(env)
  if (!parsed.success)
    throw new ConfigError(parsed.error.issues.map(issue => `${issue.path.join('.')}：${issue.message}`))
  const s = parsed.data
  return { passphrase: s.BACKUP_PASSPHRASE, secretKey: s.SECRET_KEY, databaseUrl: s.DATABASE_URL }
}

/** Whether errors are printed with their stack. */
export const wantsStack = (env: Record<string, string | undefined> = process.env): boolean =>
  env['LOG_LEVEL'] === 'debug' || env['LOG_LEVEL'] === 'trace'

/** Where `huiyin verify` remembers the ledgers that it has seen: the state of a user's programs, by the XDG rules. */
export const verifierStateOf = (
  { XDG_STATE_HOME }: Record<string, string | undefined> = process.env,
): string =>
  join(
    XDG_STATE_HOME && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : join(homedir(), '.local', 'state'),
    'huiyin',
    'verify.json',
  )
