import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { connect } from 'node:tls'
import { fetch } from 'undici'
import { tryMailServer } from '../../channels/email/mod.ts'
import { createLanguageModel } from '../../channels/llm/mod.ts'
import { whoAmI } from '../../channels/telegram/who-am-i.ts'
import { WeChatApi } from '../../channels/wechat/api.ts'
import { WeChatError } from '../../channels/wechat/errors.ts'
import { storedTokens } from '../../store/delivery/tokens.ts'
import { bad, type Check, type Finding, ok, type Patient, warn } from './finding.ts'
import { isLocalUrl } from './settings.ts'

/** A clock that is this far off is worth a look; this far off and messages are refused. */
const CLOCK_WARN_S = 60
const CLOCK_BAD_S = 300
const CERT_DAYS = 14
const DAY_MS = 86_400_000

/** The hosts that this office talks to, with what each is for. */
export function hostsOf({ config, given }: Pick<Patient, 'config' | 'given'>): Map<string, string> {
  const urls: [string, string | undefined][] = [
    ['BASE_URL', given['BASE_URL'] && config.baseUrl],
    ['微信', config.wechat?.apiBase],
    ['Telegram', config.telegram?.apiRoot],
    ['邮件', config.mail?.url],
    ['大模型', config.llm?.baseUrl],
  ]
  const hosts = new Map<string, string>()
  for (const [what, url] of urls) {
    const host = url && new URL(url).hostname.replace(/^\[|\]$/g, '')
    if (host && host !== 'localhost' && isIP(host) === 0 && !hosts.has(host)) hosts.set(host, what)
  }
  return hosts
}

/** How far the clock is off, by the Date header of another server. */
export function clockFinding(ours: Date, theirs: Date, host: string): Finding {
  const seconds = Math.round((ours.getTime() - theirs.getTime()) / 1000)
  const off = Math.abs(seconds)
  if (off <= CLOCK_WARN_S) return ok(`和 ${host} 相差 ${off} 秒`)
  const found = `时钟比 ${host} ${seconds > 0 ? '快' : '慢'} ${off >= 7200 ? `${Math.round(off / 3600)} 小时` : `${off} 秒`}`
  const todo = '请打开自动对时：timedatectl set-ntp true。时限和微信的消息都看时钟。（时区不要紧。）'
  return off > CLOCK_BAD_S ? bad(found, todo) : warn(found, todo)
}

const inTime = (patienceMs: number) => AbortSignal.timeout(patienceMs)

async function clock({ config, given, now, patienceMs }: Patient): Promise<Finding> {
  const own = given['BASE_URL'] && !isLocalUrl(config.baseUrl) ? config.baseUrl : undefined
  const urls = [config.wechat?.apiBase, config.telegram?.apiRoot, config.llm?.baseUrl, own].filter(
    url => url !== undefined,
  )
  for (const url of urls) {
    try {
      const began = now().getTime()
      const response = await fetch(url, { method: 'HEAD', redirect: 'manual', signal: inTime(patienceMs) })
      const date = Date.parse(response.headers.get('date') ?? '')
      // The header has whole seconds, and was written between the two readings.
      if (!Number.isNaN(date))
        return clockFinding(
          new Date((began + now().getTime()) / 2),
          new Date(date + 500),
          new URL(url).hostname,
        )
    } catch {
      // The next one: that this server does not answer is another check's finding.
    }
  }
  return ok('没有可以对照的服务器，没有查')
}

/** Whether residents reach this Huiyin at BASE_URL. */
async function publicAddress({ config, patienceMs }: Patient): Promise<Finding> {
  const response = await fetch(`${config.baseUrl}/healthz`, {
    redirect: 'manual',
    signal: inTime(patienceMs),
  })
  const text = (await response.text()).slice(0, 100)
  if (response.status >= 300 && response.status < 400)
    return bad(`${config.baseUrl} 转到了别处`, '请让反向代理把这个网址直接转给回音，BASE_URL 写最后的网址。')
  if (response.status === 502 || response.status === 504)
    return bad(
      `反向代理连不上回音（${response.status}）`,
      '请看服务在不在运行，代理里写的端口和 PORT 一样不一样。',
    )
  if (response.status !== 200 || text !== 'ok\n' || !response.headers.has('x-request-id'))
    return bad(
      `${config.baseUrl} 应答的不是回音（${response.status}）`,
      '请检查反向代理把这个网址转到了哪里。',
    )
  return ok(`${config.baseUrl} 打得开`)
}

/** Until when the certificate of BASE_URL is good. */
const certificateOf = (url: URL, patienceMs: number): Promise<Date> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      host: url.hostname,
      port: Number(url.port || 443),
      servername: url.hostname,
      timeout: patienceMs,
      // One that is not good is looked at, too; whether browsers accept it, the request above says.
      rejectUnauthorized: false,
    })
    socket.once('secureConnect', () => {
      resolve(new Date(socket.getPeerCertificate().valid_to))
      socket.destroy()
    })
    socket.once('timeout', () => socket.destroy(new Error('timeout')))
    socket.once('error', reject)
  })

export function certificateFinding(until: Date, now: Date): Finding {
  const days = Math.floor((until.getTime() - now.getTime()) / DAY_MS)
  const todo = '请续证书。用 Caddy 的会自动续，看它的日志：常见的是 80 端口进不来。'
  if (days < 0) return bad('证书已经过期', todo)
  return days < CERT_DAYS ? warn(`证书还有 ${days} 天过期`, todo) : ok(`证书还有 ${days} 天`)
}

async function wechat({ config, db, now }: Patient): Promise<Finding> {
  const { appId, appSecret, apiBase } = config.wechat!
  // With the token that the service stored: asking for another by force would end it.
  const api = new WeChatApi({ appId, appSecret, apiBase, now, store: storedTokens(db!, db!.secrets) })
  try {
    await api.get('/cgi-bin/getcallbackip')
    return ok('连得上，凭据对')
  } catch (error) {
    if (!(error instanceof WeChatError)) throw error
    return bad(
      typeof error.code === 'number' ? `微信不答应（${error.code}）` : '连不上微信',
      error.isOutage
        ? '请看服务器能不能上网、能不能打开 WECHAT_API_BASE；能上网就是微信那边的问题，等着就好。'
        : error.advice,
    )
  }
}

async function telegram({ config, patienceMs }: Patient): Promise<Finding> {
  const { token, apiRoot } = config.telegram!
  try {
    return ok(`机器人 @${await whoAmI(token, apiRoot, inTime(patienceMs))}`)
  } catch (error) {
    const { error_code: code } = error as { error_code?: number }
    return code === 401 || code === 404
      ? bad('Telegram 不认这个令牌', '请向 @BotFather 要新的令牌，写进 TELEGRAM_BOT_TOKEN。')
      : bad('连不上 Telegram', '国内的服务器常连不上。请检查网络，或把 TELEGRAM_API_ROOT 指到能连上的代理。')
  }
}

async function mail({ config, patienceMs }: Patient): Promise<Finding> {
  try {
    await tryMailServer(config.mail!.url, patienceMs)
    return ok('连得上，登录成功')
  } catch (error) {
    const { code } = error as { code?: string }
    return code === 'EAUTH'
      ? bad('邮件服务器不认用户名或密码', '请核对 SMTP_URL；很多邮箱要用单独的“授权码”，不是登录密码。')
      : bad(
          `连不上邮件服务器（${code ?? '没有应答'}）`,
          '请核对 SMTP_URL 的地址和端口（465 用 smtps://，587 用 smtp://）。',
        )
  }
}

async function languageModel({ config, patienceMs }: Patient): Promise<Finding> {
  let why = ''
  const model = createLanguageModel({
    ...config.llm!,
    failed: reason => {
      why = reason
    },
  })
  const answer = await model.ask({
    task: '只回一个字：好。',
    about: {},
    timeoutMs: patienceMs,
    maxTokens: 20,
  })
  return answer === null
    ? warn(
        `大模型没有应答（${why}）`,
        '没有它回音照常工作，只是少了参考。请核对 LLM_BASE_URL、LLM_API_KEY、LLM_MODEL。',
      )
    : ok(`${config.llm!.model} 有应答`)
}

export const NETWORK: readonly Check[] = [
  {
    id: 'dns',
    name: '域名',
    async look(patient) {
      const failed: Finding[] = []
      const hosts = hostsOf(patient)
      for (const [host, what] of hosts)
        await lookup(host).catch(() =>
          failed.push(
            bad(
              `查不到 ${what} 的域名 ${host}`,
              '请检查域名写得对不对，服务器的 DNS（/etc/resolv.conf）能不能用。',
            ),
          ),
        )
      return failed.length > 0 ? failed : ok(hosts.size > 0 ? `${hosts.size} 个都查得到` : '没有要查的域名')
    },
    failed: '',
  },
  { id: 'clock', name: '时钟', look: clock, failed: '' },
  {
    id: 'address',
    name: '对外网址',
    when: ({ given, pid }) => Boolean(given['BASE_URL']) || pid !== undefined,
    look: publicAddress,
    failed: '打不开 BASE_URL。请看服务和反向代理在不在运行、域名指到这台服务器没有、证书对不对。',
  },
  {
    id: 'certificate',
    name: '证书',
    when: ({ config, given }) => Boolean(given['BASE_URL']) && config.baseUrl.startsWith('https:'),
    look: async ({ config, now, patienceMs }) =>
      certificateFinding(await certificateOf(new URL(config.baseUrl), patienceMs), now()),
    failed: '拿不到证书。请看反向代理在不在运行。',
  },
  {
    id: 'wechat',
    name: '微信',
    when: ({ config, db }) => config.wechat !== null && db !== undefined,
    look: wechat,
    failed: '请核对 WECHAT_APP_ID 和 WECHAT_APP_SECRET。',
  },
  {
    id: 'telegram',
    name: 'Telegram',
    when: ({ config }) => config.telegram !== null,
    look: telegram,
    failed: '',
  },
  { id: 'mail', name: '邮件', when: ({ config }) => config.mail !== null, look: mail, failed: '' },
  { id: 'llm', name: '大模型', when: ({ config }) => config.llm !== null, look: languageModel, failed: '' },
]
