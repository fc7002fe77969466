import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProofReport } from '../../src/domain/numbers/ledger/verify/check-proof.ts'
import type { LedgerReport } from '../../src/domain/numbers/ledger/verify/report.ts'
import { formatVerifierKey } from '../../src/domain/numbers/log/note.ts'
import { huiyin } from '../helpers/cli.ts'
import { W45, weekOfLife } from '../helpers/ledger-log.ts'
import { listen } from '../helpers/listen.ts'
import { folderOf } from '../helpers/verify-py.ts'

let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-verify-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** A machine of its own for each test: nothing is remembered. */
const machine = () => mkdtempSync(join(dir, 'home-'))
const run = (home: string, ...args: string[]) =>
  huiyin(['verify', ...args], { env: { XDG_STATE_HOME: home }, cwd: home })

type Files = ReadonlyMap<string, Uint8Array>

const folder = (files: Files) => folderOf(dir, files)

/** Serves files below /public. */
const site = (files: Files, before?: (...args: Parameters<RequestListener>) => boolean) =>
  listen((req, res) => {
    if (before?.(req, res)) return
    const bytes = files.get(req.url!.slice('/public/'.length))
    if (!bytes || !req.url!.startsWith('/public/')) return void res.writeHead(404).end('no')
    res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes))
  })

describe('huiyin verify', () => {
  it('says that a folder agrees, and shows what to compare', async () => {
    const log = weekOfLife()
    const witness = log.witness('witness.example.org', 1_762_790_400)
    const { code, stdout, stderr } = await run(
      machine(),
      '--dir',
      folder(log.files()),
      '--witness',
      formatVerifierKey(witness),
    )
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^一致\n/)
    expect(stdout).toContain('2026-W45')
    expect(stdout).toMatch(/指纹 (\d{5} ){5}\d{5}\n/)
    expect(stdout).toContain('见证 witness.example.org，2025 年 11 月 11 日 00:00')
    expect(stdout).toMatch(/到期的件里按时答复 +2 +2\n/)
    expect(stdout).toContain('延期 1 次')
  })

  it('says where one differs, and ends with 1', async () => {
    const log = weekOfLife()
    log.publish('2026-W45', { ...W45, answeredOnTime: 4 }, { size: log.lines.length - 1 })
    const { code, stdout } = await run(machine(), '--dir', folder(log.files()), '--week', '2026-W45')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^不一致\n/)
    expect(stdout).toContain('到期的件里按时答复公布的是 4，按台账算是 2。')
  })

  it('reads a site, compressed and busy, and remembers what it saw', async () => {
    const log = weekOfLife()
    let busy = 2
    const shown = await site(log.files(), (_, res) => {
      if (busy-- <= 0) return false
      res.writeHead(503, { 'retry-after': '0' }).end()
      return true
    })
    const home = machine()
    const args = ['--url', `${shown.url}/`, '--week', '2026-W45', '--json']
    const report: LedgerReport = JSON.parse((await run(home, ...args)).stdout)
    // Its last day is long over, for whoever looks today.
    expect(report.differences.map(({ code }) => code)).toEqual(['replayed'])
    expect(report.week!.counts).toEqual(W45)
    const state = JSON.parse(readFileSync(join(home, 'huiyin/verify.json'), 'utf8'))
    expect(state).toEqual({
      ledgers: { [log.origin]: report.seen },
      addresses: { [`${shown.url}/public`]: log.origin },
    })
    await shown.close()
  })

  it('finds that another history is shown the second time', async () => {
    const home = machine()
    const args = ['--week', '2026-W45', '--json']
    const first = await run(home, '--dir', folder(weekOfLife().files()), ...args)
    expect(first.code).toBe(0)
    const other = weekOfLife({ '2026-11-06': [{ of: 'f', event: 'set_aside', code: 'test' }] })
    const files = folder(other.files())
    const second = await run(home, '--dir', files, ...args)
    expect(second.code).toBe(1)
    expect(JSON.parse(second.stdout).differences).toMatchObject([{ code: 'fork' }])
    // Whoever remembers nothing cannot see it.
    expect((await run(home, '--dir', files, ...args, '--no-state')).code).toBe(0)
    const own = join(machine(), 'here', 'seen.json')
    expect((await run(home, '--dir', files, ...args, '--state', own)).code).toBe(0)
    expect(existsSync(own)).toBe(true)
  })

  it('checks a proof with a key, with a folder, and with what it remembers', async () => {
    const log = weekOfLife()
    const file = join(machine(), 'a.tlog-proof')
    writeFileSync(file, await log.proof(1, 'old'))
    const [home, files] = [machine(), folder(log.files())]
    const words = '2026 年 10 月 20 日：收到，最晚 2026 年 11 月 4 日答复。'
    const alone = await run(home, '--proof', file)
    expect([alone.code, alone.stdout]).toEqual([1, ''])
    expect(alone.stderr).toContain('请给 --key')
    for (const args of [
      ['--key', log.key],
      ['--dir', files],
    ]) {
      const { code, stdout } = await run(home, '--proof', file, ...args)
      expect([args, code, stdout.includes(words)]).toEqual([args, 0, true])
    }
    await run(home, '--dir', files)
    const report: ProofReport = JSON.parse((await run(home, '--proof', file, '--json')).stdout)
    expect(report).toMatchObject({ agreed: true, number: 'old', index: 1, text: words })
    writeFileSync(file, 'x')
    expect((await run(home, '--proof', file, '--key', log.key)).code).toBe(1)
  })

  it.each([
    [[], '请给 --url'],
    [['--dir', '/nowhere'], '没有这个文件夹'],
    [['--dir', '.', '--url', 'http://127.0.0.1:1'], '只能给一个'],
    [['--url', 'ftp://x'], '--url 应是'],
    [['--url', 'http://127.0.0.1:1'], '连不上'],
    [['--dir', '.', '--week', '2026-46'], '--week 要写成'],
    [['--dir', '.', '--key', 'x'], '--key 应是公钥'],
    [['--dir', '.', '--witness', 'x'], '--witness 应是见证人的公钥'],
    [['--dir', '.', '--state', 'verify-broken.json'], '读不懂'],
    [['--proof', 'nowhere.tlog-proof'], '没有找到文件'],
  ])('says on stderr what is wrong with %j', async (args, words) => {
    const home = machine()
    writeFileSync(join(home, 'verify-broken.json'), '{}')
    const { code, stdout, stderr } = await run(home, ...args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(words)
  })

  it('says that a site has no ledger, or does not give it', async () => {
    const empty = await site(new Map())
    expect((await run(machine(), '--url', empty.url)).stderr).toContain('没有公布台账')
    await empty.close()
    const closed = await site(weekOfLife().files(), (req, res) => {
      if (!req.url!.includes('/entries/')) return false
      res.writeHead(403).end()
      return true
    })
    const { code, stderr } = await run(machine(), '--url', closed.url)
    await closed.close()
    expect(code).toBe(1)
    expect(stderr).toContain('网站没有给出文件（403）')
  })

  it('does not read a file without end', async () => {
    const endless = await site(weekOfLife().files(), (req, res) => {
      if (!req.url!.endsWith('/ledger/key')) return false
      res.writeHead(200)
      const chunk = Buffer.alloc(65_536, 'x')
      const more = () => {
        while (!res.destroyed && res.write(chunk));
        if (!res.destroyed) res.once('drain', more)
      }
      more()
      return true
    })
    const { code, stdout } = await run(machine(), '--url', endless.url, '--json')
    await endless.close()
    expect(code).toBe(1)
    expect(JSON.parse(stdout).differences).toContainEqual({
      code: 'key',
      text: '文件 ledger/key 太长，不是台账的文件。',
    })
  })
})
