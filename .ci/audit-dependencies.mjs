// `npm run audit:dependencies`: asks the npm registry for known vulnerabilities of what an office installs, and fails on
// those of high or critical severity that .ci/allowed-advisories.json does not allow. A registry that cannot be asked
// (offline, or a mirror without advisories) is said and is no failure: a landing must not depend on it.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const GRAVE = new Set(['high', 'critical'])
const today = process.argv[2] ?? new Date().toISOString().slice(0, 10)
const allowed = JSON.parse(readFileSync(new URL('./allowed-advisories.json', import.meta.url), 'utf8'))

for (const { advisory, reason, until } of allowed)
  if (!/^GHSA(-[a-z0-9]{4}){3}$/.test(advisory) || !reason?.trim() || !/^\d{4}-\d\d-\d\d$/.test(until)) {
    console.error(
      `allowed-advisories.json: “${advisory}” needs an id (GHSA-…), a reason, and until (YYYY-MM-DD).`,
    )
    process.exit(1)
  }

const { stdout, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  timeout: 60_000,
  maxBuffer: 64 * 1024 * 1024,
  shell: process.platform === 'win32',
})
const report = parsed(stdout)
if (error || !report?.vulnerabilities) {
  console.log(`Dependencies NOT checked: the registry could not be asked (${whyNot(report, error)}).`)
  process.exit(0)
}

const found = new Map()
for (const { via } of Object.values(report.vulnerabilities))
  for (const one of via)
    if (typeof one === 'object' && GRAVE.has(one.severity))
      found.set(
        one.url.split('/').pop(),
        `${one.name} ${one.range}: ${one.title} (${one.severity}), ${one.url}`,
      )

let failed = false
for (const [id, text] of found) {
  const entry = allowed.find(({ advisory }) => advisory === id)
  if (entry && entry.until >= today) {
    console.log(`allowed until ${entry.until}: ${text}. ${entry.reason}`)
    continue
  }
  failed = true
  console.error(entry ? `allowed until ${entry.until}, which is over: ${text}` : `vulnerable: ${text}`)
}
for (const { advisory } of allowed)
  if (!found.has(advisory)) console.log(`allowed and not needed any more: ${advisory}. Please remove it.`)
if (failed) process.exit(1)
console.log(`Dependencies checked: ${found.size} grave advisories, all allowed.`)

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function whyNot(report, error) {
  return error?.message ?? report?.message ?? report?.error?.summary ?? 'no answer in JSON'
}
