import { existsSync, statSync } from 'node:fs'
import {
  type Config,
  ConfigError,
  dataDirOf,
  readConfig,
  settingProblems,
  settingsAsGiven,
} from '../../config.ts'
import { makeSecrets } from '../../domain/base/secrets.ts'
import { databaseWorks } from '../../store/base/alive.ts'
import { type Database, openDatabase } from '../../store/base/database.ts'
import { loadEnvFile, unknownNames } from '../env-file.ts'
import { readPid } from '../pid-file.ts'
import { say, sayJson } from '../say.ts'
import { DATA } from './data.ts'
import { bad, type Check, type Finding, type Level, type Patient } from './finding.ts'
import { MACHINE } from './machine.ts'
import { NETWORK } from './network.ts'
import { SERVICE } from './service.ts'
import { SETTINGS_CHECKS } from './settings.ts'

/** Every check, in the order in which it is read. */
export const CHECKS: readonly Check[] = [...SETTINGS_CHECKS, ...SERVICE, ...MACHINE, ...DATA, ...NETWORK]

const SIGNS: Record<Level, string> = { ok: '好　', warn: '注意', bad: '不好' }
const PATIENCE_MS = 8000

/** What one check found. */
export interface Result extends Finding {
  check: string
  name: string
}

/** Runs the checks that apply, all at once: most of them wait for a server. */
export async function examine(patient: Patient, checks: readonly Check[] = CHECKS): Promise<Result[]> {
  const found = await Promise.all(
    checks
      .filter(check => check.when?.(patient) ?? true)
      .map(async ({ id, name, look, failed }) => {
        const findings = await (async () => look(patient))().catch(() =>
          bad('没有查成', failed || '请看日志。'),
        )
        return [findings].flat().map(finding => ({ check: id, name, ...finding }))
      }),
  )
  return found.flat()
}

/** `huiyin doctor`: says what is wrong and what to do. Exit code 1 when something is bad. */
export async function doctor({ json }: { json?: boolean }): Promise<void> {
  const results = await diagnose().catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error
    return wrongSettings(error.problems, '改好以后再运行一次 huiyin doctor。')
  })
  const isBad = results.some(result => result.level === 'bad')
  if (json) sayJson({ ok: !isBad, findings: results })
  else print(results)
  if (isBad) process.exitCode = 1
}

const wrongSettings = (problems: readonly string[], todo: string): Result[] =>
  problems.map(problem => ({ check: 'settings', name: '设置', ...bad(problem, todo) }))

async function diagnose(): Promise<Result[]> {
  loadEnvFile()
  const wrong = settingProblems()
  if (wrong.length > 0) return wrongSettings(wrong, '请改 .env 里的这一行。')
  const dataDir = dataDirOf()
  // Looking must not make a directory and a key.
  if (!existsSync(dataDir) || !statSync(dataDir).isDirectory())
    return [
      {
        check: 'rights',
        name: '数据目录',
        ...bad(
          `没有这个数据目录：${dataDir}`,
          '请到回音所在的目录运行，或用 DATA_DIR 指明；第一次用请先启动服务（serve）。',
        ),
      },
    ]
  const config = readConfig()
  const db = await openQuietly(config)
  try {
    const given = settingsAsGiven()
    const pid = readPid(config.dataDir)
    return await examine({
      config,
      given,
      unknown: unknownNames(),
      now: () => new Date(),
      pid,
      db,
      patienceMs: PATIENCE_MS,
    })
  } finally {
    await db?.close()
  }
}

/** The database, if it is there and can be opened. The check of it says why not. */
async function openQuietly(config: Config): Promise<Database | undefined> {
  const file = /^file:(.+)$/.exec(config.databaseUrl)?.[1]
  if (file && !existsSync(file)) return undefined
  try {
    const db = await openDatabase(config.databaseUrl, makeSecrets(config.secretKey))
    if (
      await databaseWorks(db).then(
        () => true,
        () => false,
      )
    )
      return db
    await db.close()
  } catch {
    // A file that is no database, or a server that is down.
  }
  return undefined
}

function print(results: readonly Result[]): void {
  for (const { level, name, found, todo } of results) {
    say(`${SIGNS[level]}  ${name}：${found}`)
    if (todo) say(`      → ${todo}`)
  }
  const count = (level: Level) => results.filter(result => result.level === level).length
  const [worst, some] = [count('bad'), count('warn')]
  say('')
  say(
    worst > 0
      ? `有 ${worst} 处不好${some > 0 ? `，${some} 处要注意` : ''}。`
      : some > 0
        ? `没有不好的，${some} 处要注意。`
        : '都好。',
  )
}
