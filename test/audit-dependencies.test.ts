import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../src/root.ts'

// The script with another npm, which answers what a registry would.
let dir: string
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'huiyin-audit-'))
  cpSync(join(ROOT, '.ci/audit-dependencies.mjs'), join(dir, 'audit-dependencies.mjs'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const ID = 'GHSA-abcd-1234-wxyz'
const advisory = (severity: string, id = ID) => ({
  source: 1,
  name: 'left',
  title: 'it opens doors',
  url: `https://github.com/advisories/${id}`,
  severity,
  range: '<2.0.0',
})
const vulnerable = (...via: unknown[]) => ({
  vulnerabilities: { left: { name: 'left', via }, right: { name: 'right', via: ['left'] } },
})
const allow = (until: string, id = ID) => [{ advisory: id, reason: 'We never open that door.', until }]

function audit(answer: unknown, allowed: unknown = [], code = 1) {
  writeFileSync(join(dir, 'allowed-advisories.json'), JSON.stringify(allowed))
  writeFileSync(join(dir, 'answer'), typeof answer === 'string' ? answer : JSON.stringify(answer))
  writeFileSync(join(dir, 'npm'), `#!/bin/sh\ncat '${join(dir, 'answer')}'\nexit ${code}\n`)
  chmodSync(join(dir, 'npm'), 0o755)
  const PATH = `${dir}${delimiter}${process.env.PATH}`
  const run = spawnSync(process.execPath, [join(dir, 'audit-dependencies.mjs'), '2026-12-01'], {
    env: { ...process.env, PATH },
    encoding: 'utf8',
  })
  return { code: run.status, said: run.stdout + run.stderr }
}

describe('the audit of dependencies', () => {
  it('passes when nothing is known, or nothing grave', () => {
    expect(audit({ vulnerabilities: {} }, [], 0)).toMatchObject({
      code: 0,
      said: expect.stringContaining('checked'),
    })
    expect(audit(vulnerable(advisory('moderate')))).toMatchObject({ code: 0 })
  })

  it.each(['high', 'critical'])('fails on a %s one and says which', severity => {
    const { code, said } = audit(vulnerable(advisory(severity)))
    expect(code).toBe(1)
    expect(said).toContain(`left <2.0.0: it opens doors (${severity}), https://github.com/advisories/${ID}`)
  })

  it('lets one pass that is allowed, until that is over', () => {
    expect(audit(vulnerable(advisory('high')), allow('2026-12-01')).code).toBe(0)
    expect(audit(vulnerable(advisory('high')), allow('2026-11-30'))).toMatchObject({
      code: 1,
      said: expect.stringContaining('which is over'),
    })
    expect(audit(vulnerable(advisory('high')), allow('2027-01-01', 'GHSA-0000-0000-0000')).code).toBe(1)
  })

  it('says that a registry without advisories could not be asked, and passes', () => {
    for (const answer of [{ message: '405 Method Not Allowed', error: {} }, 'a page of a proxy', '']) {
      const { code, said } = audit(answer)
      expect(code).toBe(0)
      expect(said).toContain('NOT checked')
    }
  })

  it('refuses an exception without a reason or an end', () => {
    for (const wrong of [
      { ...allow('2027-01-01')[0], reason: ' ' },
      { ...allow('some day')[0] },
      { ...allow('2027-01-01', 'CVE-1')[0] },
    ])
      expect(audit({ vulnerabilities: {} }, [wrong], 0).code).toBe(1)
  })

  it('is part of what must pass before a landing', () => {
    expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain('npm run -s audit:dependencies')
  })
})
