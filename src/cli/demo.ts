import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config.ts'
import { ROLE_NAMES } from '../domain/office/roles.ts'
import { run } from '../main.ts'
import { demoAccount } from '../tools/phone/mod.ts'
import { makeSample } from '../tools/sample/mod.ts'
import { freePort } from './free-port.ts'
import { openContext } from './open-context.ts'
import { say, sayJson, sayTable } from './say.ts'
import { stopOnSignal } from './serve.ts'

/**
 * `huiyin demo`: the sample office with eight weeks behind it, in a folder that is removed with the process. Nothing
 * of the current folder is read: no .env, no data.
 */
export async function demo({
  port,
  json,
  phone: withPhone = true,
}: {
  port: string
  json?: true
  phone?: boolean
}): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-demo-'))
  process.on('exit', () => rmSync(dir, { recursive: true, force: true }))
  const account = withPhone ? await demoAccount(() => new Date()) : undefined
  // Links in the sample's texts contain the port, so it must be known before the server starts.
  const config = readConfig({
    DATA_DIR: dir,
    PORT: port === '0' ? await freePort() : port,
    // Its output is for a person or a program, and nobody has to act on a demo's warnings.
    LOG_LEVEL: 'error',
    ...account?.settings,
  })

  const clock = { now: new Date() }
  const ctx = await openContext(config, () => clock.now).catch(async error => {
    // An open server would keep the process alive behind its own message.
    await account?.stop()
    throw error
  })
  const signIns = await makeSample(ctx, {
    until: new Date(),
    setClock: now => {
      clock.now = now
    },
    password: newPassword,
    onWeek: n => {
      if (!json) process.stderr.write(`\r正在准备样例数据……第 ${n} 周`)
    },
  })
  await ctx.db.close()
  if (!json) process.stderr.write('\r')

  const service = await run(config)
  stopOnSignal(service, () => account?.stop())
  const phone = await account?.open(service)
  if (json) {
    sayJson({ url: service.address, ...(phone && { phone }), signIns })
    return
  }
  say()
  say(`样例已启动：${service.address}`)
  say(`  群众的网页对话  ${service.address}/chat`)
  say(`  工作人员办件台  ${service.address}/desk`)
  if (phone) say(`  微信公众号（演示手机）  ${phone}`)
  say()
  say('演示账号（密码是这次启动时随机生成的）：')
  sayTable([
    ['登录名', '密码', '角色', '姓名'],
    ...signIns.map(s => [s.login, s.password, ROLE_NAMES[s.role], s.name]),
  ])
  say()
  say('按 Ctrl-C 停止，样例数据随之删除。')
}

const WORDS = ['dongshan', 'liushu', 'shiqiao', 'nanping', 'beigou', 'zhenqian', 'xiaohe', 'laojie']

/** Easy to type from the screen; long enough for the rules. */
function newPassword(): string {
  const left = [...WORDS]
  const words = [1, 2].map(() => left.splice(randomInt(left.length), 1)[0])
  return [...words, String(randomInt(10_000)).padStart(4, '0')].join('-')
}
