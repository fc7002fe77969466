import { bad, type Check, type Finding, ok, type Patient, warn } from './finding.ts'

const isLocal = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|0\.0\.0\.0)$/.test(host)
export const isLocalUrl = (url: string): boolean => isLocal(new URL(url).hostname)

/** Settings that are allowed and still wrong for an office that serves residents. */
export function settingFindings({
  config,
  given,
  unknown = [],
}: Pick<Patient, 'config' | 'given' | 'unknown'>): Finding[] {
  const findings: Finding[] = unknown.map(name =>
    warn(
      `.env 里的 ${name} 不是回音的设置，没有作用`,
      '多半是写错了一个字母。请对照 .env.example 改，或删掉这一行。',
    ),
  )
  if (!given['BASE_URL'])
    findings.push(
      warn(
        '没有设 BASE_URL',
        '发给群众的链接只有本机打得开。请在 .env 里写对外的网址，例如 https://huiyin.example.gov.cn。',
      ),
    )
  else if (!config.baseUrl.startsWith('https:') && !isLocalUrl(config.baseUrl))
    findings.push(
      bad(
        'BASE_URL 不是 https',
        '密码和群众写的内容在网上是明文。请在前面放带证书的反向代理，再把 BASE_URL 改成 https。',
      ),
    )
  if (config.wechat && config.wechat.aesKey === undefined)
    findings.push(
      bad(
        '微信用的是明文模式',
        '别人截到一次请求就可能冒充群众。请在公众平台改成“安全模式”，把 EncodingAESKey 写进 WECHAT_AES_KEY。',
      ),
    )
  if (config.wechat?.timestampToleranceSeconds === 0)
    findings.push(warn('WECHAT_TIMESTAMP_TOLERANCE 是 0', '旧请求可以重放。请改回 600，时钟不准就对时。'))
  if (config.host === '0.0.0.0' && config.baseUrl.startsWith('https:'))
    findings.push(
      warn(
        'HOST 是 0.0.0.0',
        '别人可以绕过反向代理直接访问。代理在同一台机器上的，请把 HOST 改回 127.0.0.1；在容器里可以不管。',
      ),
    )
  return findings.length > 0 ? findings : [ok('设置没有问题')]
}

export const SETTINGS_CHECKS: readonly Check[] = [
  { id: 'settings', name: '设置', look: settingFindings, failed: '' },
]
