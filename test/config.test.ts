import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ConfigError, readConfig, SETTINGS } from '../src/config.ts'
import { ROOT } from '../src/root.ts'

const dir = () => mkdtempSync(join(tmpdir(), 'huiyin-config-'))

describe('settings', () => {
  it('an empty environment serves on 127.0.0.1:3000 with SQLite and no channel but the web', () => {
    const config = readConfig({ DATA_DIR: dir() })
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', wechat: null, telegram: null, mail: null })
    expect(config.databaseUrl).toMatch(/^file:.*huiyin\.db$/)
  })

  it('makes a secret key once, readable by its owner only, and keeps it', () => {
    const DATA_DIR = dir()
    const first = readConfig({ DATA_DIR }).secretKey
    expect(first.length).toBeGreaterThanOrEqual(64)
    expect(readConfig({ DATA_DIR }).secretKey).toBe(first)
    expect(statSync(join(DATA_DIR, 'secret.key')).mode & 0o077).toBe(0)
  })

  it('makes no key where a database lies without one: its contents would not open', () => {
    const DATA_DIR = dir()
    writeFileSync(join(DATA_DIR, 'huiyin.db'), 'SQLite format 3\0')
    expect(() => readConfig({ DATA_DIR })).toThrow(
      /SECRET_KEY：有数据库 .*huiyin\.db，却没有密钥 .*secret\.key/,
    )
    expect(existsSync(join(DATA_DIR, 'secret.key'))).toBe(false)
    const other = dir()
    writeFileSync(join(other, 'huiyin.db'), '')
    expect(readConfig({ DATA_DIR: other }).secretKeyFile).toBe(join(other, 'secret.key'))
    expect(readConfig({ DATA_DIR, SECRET_KEY: 'k'.repeat(32) }).secretKey).toBe('k'.repeat(32))
    writeFileSync(join(DATA_DIR, 'secret.key'), 'f'.repeat(64))
    expect(readConfig({ DATA_DIR }).secretKey).toBe('f'.repeat(64))
  })

  it('lists every problem at once, in words, without repeating a secret', () => {
    const wrong = {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://root:hunter2@db/x',
      SECRET_KEY: 'short-secret',
      WECHAT_APP_ID: 'wx1234567890',
      WECHAT_AES_KEY: 'too-short',
      SMTP_URL: 'http://mail',
      LEDGER_WITNESSES: 'hunter2 https://witness.example',
    }
    try {
      readConfig(wrong)
      expect.unreachable()
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError)
      const { problems, message } = error as ConfigError
      for (const name of [
        ...Object.keys(wrong).filter(n => n !== 'WECHAT_APP_ID'),
        'WECHAT_TOKEN',
        'WECHAT_APP_SECRET',
        'MAIL_FROM',
      ]) {
        expect(
          problems.filter(p => p.startsWith(`${name}：`)),
          name,
        ).toHaveLength(1)
      }
      expect(message).not.toMatch(/hunter2|short-secret|too-short/)
    }
  })

  it('says of each witness what is wrong with it', () => {
    const LEDGER_WITNESSES = 'one https://a.example; two; three https://c.example'
    expect(() => readConfig({ DATA_DIR: dir(), LEDGER_WITNESSES })).toThrow(
      /3 处问题(.*\n.*LEDGER_WITNESSES：第 [123] 个见证人){3}/,
    )
    expect(readConfig({ DATA_DIR: dir() }).witnesses).toEqual([])
  })

  it('.env.example lists exactly the settings the code reads, in the same order', () => {
    const listed = readFileSync(join(ROOT, '.env.example'), 'utf8')
      .split('\n')
      .flatMap(line => line.match(/^([A-Z_]+)=/)?.[1] ?? [])
    expect(listed).toEqual(Object.keys(SETTINGS))
  })

  it('.env.example copied as it is changes nothing', () => {
    const DATA_DIR = dir()
    const example = Object.fromEntries(
      readFileSync(join(ROOT, '.env.example'), 'utf8')
        .split('\n')
        .flatMap(line => {
          const pair = line.match(/^([A-Z_]+)=(.*)$/)
          return pair ? [[pair[1], pair[2]]] : []
        }),
    )
    expect(readConfig({ ...example, DATA_DIR })).toEqual(readConfig({ DATA_DIR }))
  })

  it('names the choices where only some words will do', () => {
    expect(() => readConfig({ DATA_DIR: dir(), LOG_LEVEL: 'loud' })).toThrow(
      'LOG_LEVEL：只能是：fatal、error',
    )
    expect(() => readConfig({ DATA_DIR: dir(), WECHAT_ACCOUNT: 'x' })).toThrow(
      '只能是：service、subscription',
    )
  })

  it('makes the data directory with its parents, and says why where it cannot', () => {
    const parent = dir()
    const deep = join(parent, 'a', 'b')
    readConfig({ DATA_DIR: deep })
    expect(statSync(deep).mode & 0o077).toBe(0)
    writeFileSync(join(parent, 'file'), '')
    for (const DATA_DIR of [join(parent, 'file'), join(parent, 'file', 'below')]) {
      expect(() => readConfig({ DATA_DIR })).toThrow('是文件，不是目录')
    }
  })

  // The system makes nothing there, and tells so in a way that Node's recursive mkdir never comes back from.
  it.runIf(existsSync('/proc'))('comes back from a place where nothing can be made', () => {
    expect(() => readConfig({ DATA_DIR: '/proc/nope/data' })).toThrow('不能在 /proc 里建立')
  })
})
