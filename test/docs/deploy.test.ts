import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { SETTINGS } from '../../src/config.ts'
import { ROOT } from '../../src/root.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const manifest = JSON.parse(read('package.json')) as {
  files: string[]
  scripts: Record<string, string>
  engines: { node: string }
}
/** How the service is started: `npm start` without npm. */
const START = manifest.scripts['start']!.split(' ')

describe('compose.yaml', () => {
  interface Service {
    environment?: Record<string, string>
    env_file?: string
    volumes?: string[]
    ports?: string[]
    depends_on?: string[] | Record<string, unknown>
    image: string
    read_only?: boolean
    stop_grace_period?: string
  }
  const { services, volumes } = parse(read('compose.yaml')) as {
    services: Record<string, Service>
    volumes: Record<string, unknown>
  }
  const { huiyin, caddy } = services as { huiyin: Service; caddy: Service }

  it('sets only what the program reads', () => {
    expect(Object.keys(huiyin.environment!).filter(name => !(name in SETTINGS))).toEqual([])
  })

  it('asks for each variable of the host in its first lines, so that none is empty by accident', () => {
    const text = read('compose.yaml')
    const asked = [...text.matchAll(/\$\{(\w+)(:\?)?\}/g)]
    for (const [, name, demanded] of asked) {
      expect([name, demanded]).toEqual([name, ':?'])
      expect(text.slice(0, text.indexOf('services:'))).toContain(`${name}=`)
    }
    expect(asked.length).toBeGreaterThan(3)
  })

  it('mounts what is there, or what it names as a volume', () => {
    for (const service of Object.values(services))
      for (const volume of service.volumes ?? []) {
        const from = volume.split(':')[0]!
        // Its first lines say how these are made.
        if (['./office', './backups'].includes(from)) continue
        expect([from, from.startsWith('./') ? existsSync(join(ROOT, from)) : from in volumes]).toEqual([
          from,
          true,
        ])
      }
  })

  it('has services that wait for services that are there', () => {
    for (const { depends_on = [] } of Object.values(services))
      for (const name of Array.isArray(depends_on) ? depends_on : Object.keys(depends_on))
        expect(Object.keys(services)).toContain(name)
  })

  it('lets only Caddy be reached from outside, and Caddy reaches the port of Huiyin', () => {
    const open = Object.entries(services).filter(([, service]) => service.ports)
    expect(open.map(([name]) => name)).toEqual(['caddy'])
    const caddyfile = read('docs/deploy/Caddyfile')
    expect(caddyfile).toContain(`reverse_proxy huiyin:${huiyin.environment!['PORT']}`)
    expect(caddyfile).toContain('respond /metrics* 404')
    for (const [, name] of caddyfile.matchAll(/\{\$(\w+)\}/g)) expect(caddy.environment).toHaveProperty(name!)
  })

  it('trusts the one proxy that is there, over HTTPS', () => {
    expect(huiyin.environment).toMatchObject({ TRUST_PROXY: '1', BASE_URL: expect.stringMatching(/^https:/) })
  })

  it('gives nobody more rights than they need', () => {
    expect(huiyin).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    })
  })
})

describe('the image', () => {
  const lines = read('Dockerfile').replace(/\\\n\s*/g, '')
  const stages = lines.split(/^FROM /m).slice(1)
  const last = stages.at(-1)!

  it('holds what the package says that the program needs, and nothing else of the tree', () => {
    const copied = /cp -r --parents (.*) \/app$/m.exec(stages[0]!)![1]!.trim().split(/\s+/)
    expect(copied.sort()).toEqual([...manifest.files, 'package.json', 'node_modules'].sort())
    expect(last.match(/^COPY .*/gm)).toEqual(['COPY --from=build /app /app'])
  })

  it('is built for a Node.js that the program takes', () => {
    const versions = stages.map(stage => Number(/^node:(\d+)/.exec(stage)![1]))
    const oldest = Number(/\d+/.exec(manifest.engines.node)![0])
    for (const version of versions) expect(version).toBeGreaterThanOrEqual(oldest)
    expect(new Set(versions).size).toBe(1)
  })

  it('starts the service as npm start does, without npm and without root', () => {
    expect(
      JSON.parse(/^CMD (\[.*\])$/m.exec(last.split('HEALTHCHECK')[1]!.split('\n').slice(1).join('\n'))![1]!),
    ).toEqual(START)
    expect(last).toMatch(/^USER node$/m)
    expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ["node", "--enable'))
  })

  it('asks /readyz whether it works', () => expect(lines).toMatch(/^HEALTHCHECK .*\/readyz/m))

  it('sets only what the program or its runtime reads', () => {
    const set = [.../^ENV (.*)$/m.exec(last)![1]!.matchAll(/(\w+)=/g)].map(m => m[1]!)
    expect(set.filter(name => !(name in SETTINGS)).sort()).toEqual(['MALLOC_ARENA_MAX', 'NODE_ENV'])
    expect(set.filter(name => /KEY|SECRET|TOKEN|PASS/.test(name))).toEqual([])
  })

  it('leaves settings, data and keys out', () => {
    const ignored = read('.dockerignore').split('\n')
    for (const pattern of ['.env', '*.env', 'data', '*.key', '.git', 'node_modules'])
      expect(ignored).toContain(pattern)
  })
})

describe('the unit', () => {
  const text = read('docs/deploy/huiyin.service')
  const values = (name: string) => [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(m => m[1]!)

  it('starts the service as npm start does, where its data lies', () => {
    const start = START.map(word =>
      word === 'node' ? '/usr/bin/node' : word.replace(/^dist/, '/opt/huiyin/dist'),
    )
    expect(values('ExecStart')).toEqual([start.join(' ')])
    expect(values('User')).toEqual(['huiyin'])
    const set = values('Environment').flatMap(line => line.split(' '))
    expect(set).toEqual(['NODE_ENV=production', 'MALLOC_ARENA_MAX=2'])
    expect(values('StateDirectory')).toEqual(['huiyin'])
  })

  it('lets it write nothing but its data', () => {
    for (const line of [
      'ProtectSystem=strict',
      'ProtectHome=yes',
      'NoNewPrivileges=yes',
      'PrivateTmp=yes',
      'CapabilityBoundingSet=',
      'UMask=0077',
    ])
      expect(text.split('\n')).toContain(line)
    expect(values('ReadWritePaths')).toEqual([])
  })

  it('lets V8 make code', () => expect(values('MemoryDenyWriteExecute')).toEqual([]))

  const has = (() => {
    try {
      return /offline/.test(execFileSync('systemd-analyze', ['--help'], { encoding: 'utf8' }))
    } catch {
      return false
    }
  })()
  it.runIf(has)('is well protected in the eyes of systemd', () => {
    const said = execFileSync(
      'systemd-analyze',
      ['security', '--offline=true', join(ROOT, 'docs/deploy/huiyin.service')],
      {
        encoding: 'utf8',
      },
    )
    expect(Number(/exposure level for .*: ([\d.]+)/.exec(said)![1])).toBeLessThan(2)
  })
})
