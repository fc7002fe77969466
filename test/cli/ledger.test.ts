import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatVerifierKey } from '../../src/domain/numbers/log/note.ts'
import { ROOT } from '../../src/root.ts'
import { signer } from '../domain/numbers/log/signers.ts'
import { huiyin } from '../helpers/cli.ts'

let dir: string
const run = (args: string, more: Record<string, string> = {}) =>
  huiyin(args.split(' '), {
    env: {
      DATA_DIR: dir,
      OFFICE_DIR: join(ROOT, 'flows'),
      LOG_LEVEL: 'error',
      BASE_URL: 'https://office.example',
      ...more,
    },
    cwd: dir,
  })
const log = formatVerifierKey(signer('other.example/public/ledger').key)
const witness = formatVerifierKey(signer('w.example/witness', 4).key)

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-ledger-cli-'))
  // Any command that may make the database.
  await huiyin(['officer', 'add', '--login', 'he', '--name', '何', '--role', 'admin'], {
    env: { DATA_DIR: dir, OFFICE_DIR: join(ROOT, 'flows'), LOG_LEVEL: 'error' },
    cwd: dir,
  })
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

describe('huiyin ledger', () => {
  it('says that there is none yet, and begins it', async () => {
    const early = await run('ledger status')
    expect([early.code, early.stderr]).toEqual([1, expect.stringContaining('还没有开始')])
    const closed = await run('ledger close')
    expect([closed.code, closed.stderr, closed.stdout]).toEqual([
      0,
      '',
      expect.stringMatching(/^台账结到 \d{4}-\d\d-\d\d。\n$/),
    ])
  })

  it('shows size, day, root, fingerprint, key and witnesses', async () => {
    const LEDGER_WITNESSES = `${witness} https://w.example`
    const { stdout } = await run('ledger status --json', { LEDGER_WITNESSES })
    const status = JSON.parse(stdout)
    expect(status).toEqual({
      origin: 'office.example/public/ledger',
      size: 2,
      day: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      root: expect.stringMatching(/^[\w+/]{43}=$/),
      fingerprint: expect.stringMatching(/^\d{5}( \d{5}){5}$/),
      verifierKey: expect.stringMatching(/^office\.example\/public\/ledger\+[0-9a-f]{8}\+A/),
      nextVerifierKey: null,
      witnesses: [
        { name: 'w.example/witness', url: 'https://w.example', cosignedAt: null, failingSince: null },
      ],
    })
    const text = (await run('ledger status', { LEDGER_WITNESSES })).stdout
    for (const part of [
      status.origin,
      status.root,
      status.fingerprint,
      status.verifierKey,
      'w.example/witness',
    ])
      expect(text).toContain(part)
  })

  it('changes its key only when that is confirmed, from the next closing on', async () => {
    const asked = await run('ledger rotate-key')
    expect([asked.code, asked.stdout]).toEqual([1, ''])
    expect(asked.stderr).toContain('--yes')
    const done = await run('ledger rotate-key --yes')
    const [key] = done.stdout.split('\n')
    expect([done.code, key]).toEqual([0, expect.stringMatching(/^office\.example\/public\/ledger\+/)])
    const status = JSON.parse((await run('ledger status --json')).stdout)
    expect(status.nextVerifierKey).toBe(key)
    expect(status.verifierKey).not.toBe(key)
    expect((await run('ledger rotate-key --yes')).stdout.split('\n')[0]).toBe(key)
  })
})

describe('huiyin witness', () => {
  it('has one key, and says what others write into their settings', async () => {
    const first = await run('witness key')
    expect(first.stdout).toMatch(/^office\.example\/public\/witness\+[0-9a-f]{8}\+B\S+\n$/)
    expect(first.stderr).toContain(`${first.stdout.trim()} https://office.example/public/witness`)
    expect(JSON.parse((await run('witness key --json')).stdout)).toEqual({
      key: first.stdout.trim(),
      url: 'https://office.example/public/witness',
    })
  })

  it('takes logs on, lists them, and lets them go without forgetting them', async () => {
    expect((await run('witness list')).stdout).toContain('witness add')
    const wrong = await run(`witness add --key ${witness}`)
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('不是台账的公钥')])
    const { verifierKey } = JSON.parse((await run('ledger status --json')).stdout)
    expect((await run(`witness add --key ${verifierKey}`)).stderr).toContain('不能给自己作见证')

    expect((await run(`witness add --key ${log}`)).code).toBe(0)
    const entry = {
      origin: 'other.example/public/ledger',
      size: '0',
      cosignedAt: null,
      root: expect.any(String),
    }
    expect(JSON.parse((await run('witness list --json')).stdout)).toEqual([{ ...entry, keys: [log] }])
    expect((await run('witness list')).stdout).toContain('在见证')

    const asked = await run('witness remove other.example/public/ledger')
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('见过的条数会留着')])
    expect((await run('witness remove other.example/public/ledger --yes')).code).toBe(0)
    expect(JSON.parse((await run('witness list --json')).stdout)).toEqual([{ ...entry, keys: [] }])
    expect((await run('witness remove nobody.example --yes')).stderr).toContain('没有给')
  })
})
