import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeSecrets } from '../../src/domain/base/secrets.ts'
import { digestSchema } from '../../src/domain/numbers/digest-schema.ts'
import { ROOT } from '../../src/root.ts'
import { openDatabase } from '../../src/store/base/database.ts'
import { addDigest } from '../../src/store/numbers/digests.ts'
import { huiyin } from '../helpers/cli.ts'

let dir: string
let env: Record<string, string>

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-cli-'))
  env = { DATA_DIR: dir, OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'error' }
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const run = (args: string, input = '', more: Record<string, string> = {}) =>
  huiyin(args.split(' '), { env: { ...env, ...more }, input, cwd: dir })
const jsonl = (name: string, rows: object[]) => {
  const file = join(dir, name)
  writeFileSync(file, rows.map(row => JSON.stringify(row)).join('\n'))
  return file
}

describe('huiyin', () => {
  it('lists what is built and nothing that is not', async () => {
    const { code, stdout } = await run('--help')
    expect(code).toBe(0)
    const commands = [...stdout.matchAll(/^ {2}([a-z][a-z-]*) /gm)].map(m => m[1])
    expect(commands.sort()).toEqual(
      [
        'serve',
        'demo',
        'chat',
        'ask',
        'route',
        'first',
        'flows',
        'guides',
        'reload',
        'officer',
        'token',
        'digest',
        'export',
        'replay',
        'menu',
        'annual',
        'generate',
        'verify',
        'hold',
        'ledger',
        'witness',
        'doctor',
        'audit',
        'backup',
        'migrate-data',
        'restore',
        'rekey',
      ].sort(),
    )
  })

  it('says in Chinese on stderr what was wrong with a command', async () => {
    for (const args of ['dance', 'officer add --login x', 'digest', 'serve --prot 1']) {
      const { code, stdout, stderr } = await run(args)
      expect([args, code, stdout]).toEqual([args, 1, ''])
      expect(stderr).toContain('用法不对')
    }
  })

  it.each([
    ['dance', '没有“dance”这个命令'],
    ['dance --help', '没有“dance”这个命令'],
    ['officer dance --help', '可以是：add、list、disable'],
    ['officer add --login x', '缺少选项 --name <姓名>'],
    ['officer disable', '缺少参数 <登录名>'],
    ['serve --prot 1', '没有 --prot 这个选项'],
    ['demo --port', '后面要写上值'],
    ['officer list more', '参数太多'],
  ])('says what is wrong with %j without a word of English of its own', async (args, words) => {
    const { code, stdout, stderr } = await run(args)
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toContain(words)
    expect(stderr).not.toMatch(/error|unknown|missing|required|Did you mean|expected/i)
  })

  it('has its help in Chinese to the last bracket', async () => {
    for (const args of ['--help', 'officer --help', 'officer add --help', 'demo --help']) {
      expect((await run(args)).stdout).not.toMatch(/Usage|options\]|command\]|default:|Commands|Arguments/)
    }
  })

  it.each([
    ['a data directory that is a file', { DATA_DIR: '<file>' }, '是文件，不是目录'],
    ['a data directory below a file', { DATA_DIR: '<file>/x' }, '是文件，不是目录'],
    [
      'a PostgreSQL that does not answer',
      { DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/x' },
      '连不上数据库。请确认 PostgreSQL 已启动',
    ],
    ['a file that is no database', { DATABASE_URL: 'file:<file>' }, '数据库文件坏了'],
    ['a port that is taken', { PORT: '<port>' }, '端口已被占用'],
  ])('does not start with %s, and says what to do in one line', async (_name, settings, words) => {
    const file = join(dir, 'no-database')
    writeFileSync(file, 'these are notes, not a database\n'.repeat(200))
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const own = Object.entries({ DATA_DIR: mkdtempSync(join(dir, 'start-')), PORT: '0', ...settings })
    const filled = own.map(([k, v]) => [k, v.replace('<file>', file).replace('<port>', String(port))])
    const { code, stderr } = await run('serve', '', Object.fromEntries(filled))
    taken.close()
    expect(code).toBe(1)
    expect(stderr).toContain(words)
    expect(stderr).not.toMatch(/^ {4}at /m)
  })

  it('makes nothing where a command only reads', async () => {
    const missing = join(dir, 'not-there')
    const empty = mkdtempSync(join(dir, 'empty-'))
    for (const args of ['officer list', 'digest --week 2026-W40', 'token list --officer he']) {
      const { code, stderr } = await run(args, '', { DATA_DIR: missing })
      expect([args, code, stderr.includes('没有这个数据目录')]).toEqual([args, 1, true])
      expect(existsSync(missing)).toBe(false)
    }
    expect((await run('officer list', '', { DATA_DIR: empty })).stderr).toContain('还没有数据')
    expect((await run('flows graph urge', '', { DATA_DIR: missing })).code).toBe(0)
    expect(existsSync(missing)).toBe(false)
  })

  it('lists every wrong setting at once, before anything is opened', async () => {
    const { code, stderr } = await run('serve', '', {
      PORT: 'many',
      WECHAT_AES_KEY: 'short',
      SECRET_KEY: 'x',
    })
    expect(code).toBe(1)
    for (const name of ['PORT', 'WECHAT_AES_KEY', 'SECRET_KEY']) expect(stderr).toContain(name)
  })

  it('reads settings from .env', async () => {
    writeFileSync(join(dir, '.env'), 'PORT=nonsense\n')
    const { code, stderr } = await run('officer list')
    rmSync(join(dir, '.env'))
    expect([code, stderr.includes('PORT')]).toEqual([1, true])
  })
})

describe('officers and tokens', () => {
  it('are added with a password from stdin, listed and disabled', async () => {
    const added = await run(
      'officer add --login zhang --name 张三 --role clerk --department civil-affairs --password-stdin',
      'dongshan-liushu-2871\n',
    )
    expect([added.code, added.stderr]).toEqual([0, ''])
    const listed = await run('officer list --json')
    expect(JSON.parse(listed.stdout)).toMatchObject([{ login: 'zhang', role: 'clerk', hasPassword: true }])
    const shown = (await run('officer list')).stdout
    expect(shown).toContain('张三')
    expect(shown).not.toContain('civil-affairs')
    expect((await run('officer disable zhang')).code).toBe(0)
    expect(JSON.parse((await run('officer list --json')).stdout)[0].disabledAt).not.toBeNull()
  })

  it('get a link to set a password when none is given', async () => {
    const { stdout } = await run('officer add --login he --name 何静 --role reviewer --json')
    expect(JSON.parse(stdout).passwordLink).toContain('/desk/set-up#token=')
  })

  it('get their link also when the login is given in capitals', async () => {
    const { stdout } = await run('officer add --login Ma.Li --name 马丽 --role clerk --json')
    expect(JSON.parse(stdout)).toMatchObject({
      login: 'ma.li',
      passwordLink: expect.stringContaining('/desk/set-up#token='),
    })
  })

  it.each([
    ['an unknown role', 'officer add --login a1 --name 甲 --role boss', '角色'],
    [
      'an unknown department',
      'officer add --login a1 --name 甲 --role clerk --department moon',
      '没有“moon”这个承办单位。可以是：',
    ],
    ['a login that is taken', 'officer add --login he --name 甲 --role clerk', '已经有人用了'],
    ['nobody of that name', 'officer disable nobody', '没有这位工作人员'],
    ['a token for nobody', 'token create --officer nobody', '没有这位工作人员'],
    ['a token that is none', 'token revoke 999', '没有这个令牌'],
  ])('are refused in words: %s', async (_name, args, words) => {
    const { code, stderr } = await run(args)
    expect(code).toBe(1)
    expect(stderr).toContain(words)
    expect(stderr).not.toContain('    at ')
  })

  it('refuse a weak password', async () => {
    const { code, stderr } = await run(
      'officer add --login weak --name 甲 --role clerk --password-stdin',
      '123\n',
    )
    expect([code, stderr.includes('密码')]).toEqual([1, true])
  })

  it('have tokens, shown once', async () => {
    const { stdout } = await run('token create --officer he --name 热线系统')
    expect(stdout).toMatch(/^huiyin_[\w-]{43}\n$/)
    const list = JSON.parse((await run('token list --officer he --json')).stdout)
    expect(list).toMatchObject([{ name: '热线系统', lastUsedAt: null }])
    expect(JSON.stringify(list)).not.toContain(stdout.trim())
    expect((await run(`token revoke ${list[0].id}`)).code).toBe(0)
  })
})

describe('the bot in the terminal', () => {
  it('registers a complaint in data that goes away', async () => {
    const words = ['投诉', '桥头的路灯坏了三天了', '1', '跳过', '完成', '跳过', '确认']
    const { code, stdout } = await run('chat', `${words.join('\n')}\n`)
    expect(code).toBe(0)
    expect(stdout).toMatch(/登记好了。编号 \d{4}-\d{5}-\d/)
    expect(JSON.parse((await run('digest --week 2026-W01 --json')).stdout)).toMatchObject({ received: 0 })
  })
})

describe('the digest', () => {
  it('is printed as the API gives it, or for people', async () => {
    const { stdout } = await run('digest --week 2026-W46 --json')
    const digest = JSON.parse(stdout)
    expect(digestSchema.parse(digest)).toEqual(digest)
    const { stdout: shown } = await run('digest --week 2026-W46')
    expect(shown).toContain('2026-W46')
    expect(shown).toContain('这一周没有存过周报')
  })

  it('from before the ledger is said to be not verifiable', async () => {
    const { stdout } = await run('digest --week 2026-W46 --json')
    const secrets = makeSecrets(readFileSync(join(dir, 'secret.key'), 'utf8').trim())
    const db = await openDatabase(`file:${join(dir, 'huiyin.db')}`, secrets)
    const old = { ...JSON.parse(stdout), ledger: null }
    await db.inTransaction(tx =>
      addDigest(tx, '2026-W44', JSON.stringify(old), new Date('2026-11-02T08:30+08:00')),
    )
    await db.close()
    expect((await run('digest --week 2026-W44')).stdout).toContain('这一期在台账开始之前，不能核对。')
    expect((await run('digest --week 2026-W46')).stdout).not.toContain('不能核对')
  })

  it('of no week is refused', async () => {
    for (const [week, words] of [
      ['last', '周次要写成 2026-W46 这样'],
      ['2190-W01', '还没有开始'],
    ]) {
      const { code, stdout, stderr } = await run(`digest --week ${week}`)
      expect([week, code, stdout]).toEqual([week, 1, ''])
      expect(stderr).toContain(words)
    }
  })
})

describe('the office’s files', () => {
  it('are checked, with every mistake and its place', async () => {
    expect((await run('flows check')).stdout).toContain('没有问题')
    const broken = join(dir, 'broken')
    cpSync(join(ROOT, 'flows'), broken, { recursive: true })
    writeFileSync(
      join(broken, 'dialogues/welcome.yaml'),
      'id: welcome\nname: 欢迎\nsteps:\n  hello: { sya: 您好 }\n  menu: { flow: nowhere }\n  end: { end: done }\nextra: 1\n',
    )
    writeFileSync(join(broken, 'guides/zz-broken.yaml'), 'id: X\n')
    const { code, stderr } = await run('flows check', '', { OFFICE_DIR: broken })
    expect(code).toBe(1)
    expect(stderr).toMatch(/dialogues\/welcome\.yaml:4/)
    expect(stderr).toMatch(/guides\/zz-broken\.yaml:1/)
    const json = await run('guides check --json', '', { OFFICE_DIR: broken })
    expect(json.code).toBe(1)
    const { problems } = JSON.parse(json.stdout) as { problems: { file: string }[] }
    expect(new Set(problems.map(p => p.file))).toEqual(new Set(['guides/zz-broken.yaml']))
  })

  it('become flowcharts and dialogues', async () => {
    expect((await run('flows graph complaint')).stdout).toMatch(/^flowchart TD\n/)
    const played = await run('flows play complaint', '桥头的路灯坏了三天了\n1\n跳过\n完成\n跳过\n确认\n')
    expect(played.stdout).toContain('（这里会执行 open_case')
    const unknown = await run('flows play nothing')
    expect([unknown.code, unknown.stderr.includes('complaint')]).toEqual([1, true])
  })

  it('cannot be reloaded where nothing runs', async () => {
    const { code, stderr } = await run('reload')
    expect([code, stderr.includes('没有找到正在运行的服务')]).toEqual([1, true])
  })
})

describe('search from the command line', () => {
  it('finds what answers a question', async () => {
    const corpus = jsonl('corpus.jsonl', [
      { id: 'a', title: '高龄补贴', text: '年满八十周岁的老人可以申请高龄补贴，带身份证和户口本到村委会。' },
      { id: 'b', title: '建房审批', text: '翻建住房先向村委会申请，批准后动工。' },
    ])
    const questions = jsonl('questions.jsonl', [
      { qid: 'q1', question: '老人八十岁补贴怎么领' },
      { qid: 'q2', question: '想翻建住房' },
    ])
    const { code, stdout } = await run(`ask --corpus ${corpus} --questions ${questions} --top 1 --json`)
    expect(code).toBe(0)
    const rows = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(rows.map(r => [r.qid, r.hits[0].id])).toEqual([
      ['q1', 'a'],
      ['q2', 'b'],
    ])
    expect(rows[0]).toEqual({
      qid: 'q1',
      hits: [{ id: 'a', score: expect.any(Number) }],
      decision: expect.any(String),
      ms: expect.any(Number),
    })
  })

  it('learns where texts belong', async () => {
    const labelled = ['路', '灯'].flatMap(word =>
      Array.from({ length: 6 }, (_, i) => ({
        id: `${word}${i}`,
        text: `${i} 号${word}坏了，${word}请修${word}`,
        label: word,
      })),
    )
    const [train, input] = [
      jsonl('train.jsonl', labelled),
      jsonl('new.jsonl', [{ id: 'x', text: '村口的灯坏了' }]),
    ]
    const { stdout } = await run(`route --train ${train} --input ${input} --json`)
    expect(JSON.parse(stdout)).toMatchObject({ id: 'x', label: '灯', score: expect.any(Number) })
  })

  it('judges first messages as the bot would', async () => {
    const input = jsonl('first.jsonl', [
      { id: '1', text: '身份证怎么办' },
      { id: '2', text: '我家着火了快来人' },
      { id: '3', text: '村东头路灯坏了一个多月没人修' },
      { id: '4', text: '你好' },
    ])
    const { stdout } = await run(`first --input ${input} --json`)
    const judged = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(judged).toMatchObject([
      { id: '1', way: 'guide', guides: ['id-card'] },
      { id: '2', way: 'emergency', probabilities: { emergency: 1 } },
      { id: '3', way: 'case', kind: 'complaint' },
      { id: '4', way: 'smalltalk' },
    ])
    for (const { ms, probabilities } of judged) {
      expect(ms).toBeGreaterThanOrEqual(0)
      const all = Object.values(probabilities as Record<string, number>).reduce((a, b) => a + b)
      expect(all).toBeCloseTo(1, 6)
    }
  })

  it('names the line that is wrong', async () => {
    const file = jsonl('bad.jsonl', [{ id: 'a', title: 't', text: 'x' }, { nope: 1 }])
    const { code, stderr } = await run(`ask --corpus ${file} --questions ${file}`)
    expect([code, stderr.includes('第 2 行')]).toEqual([1, true])
  })
})
