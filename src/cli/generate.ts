import { resolve } from 'node:path'
import { readConfig } from '../config.ts'
import { Refusal } from '../domain/base/errors.ts'
import type { Role } from '../domain/office/roles.ts'
import { type Actor, actorOf } from '../domain/people/actor.ts'
import { openBulk } from '../store/cases/bulk.ts'
import { anyCase } from '../store/cases/cases.ts'
import type { GeneratedOfficers } from '../tools/generate/life.ts'
import { generateCases, spanOfYears } from '../tools/generate/mod.ts'
import { generateTalk } from '../tools/generate/talk.ts'
import type { Context } from '../usecases/base/context.ts'
import { createOfficer } from '../usecases/people/officers.ts'
import { openContext } from './open-context.ts'
import { say } from './say.ts'

interface Options {
  cases: string
  messages: string
  years: string
  seed: string
  dir: string
}

const whole = (text: string, name: string, max: number, min = 1): number => {
  const n = Number(text)
  if (!Number.isInteger(n) || n < min || n > max)
    throw new Refusal('malformed', `${name} 要写 ${min} 到 ${max} 的整数。`)
  return n
}

/**
 * `npm run generate -- --cases 1000000`: fills an empty data directory for measuring. The office's own DATA_DIR is
 * used only if it is named, and only when it is empty.
 */
export async function generate(options: Options): Promise<void> {
  const cases = whole(options.cases, '--cases', 10_000_000)
  const messages = whole(options.messages, '--messages', 10_000_000, 0)
  const years = whole(options.years, '--years', 6)
  const seed = whole(options.seed, '--seed', 2_147_483_647)
  const dir = resolve(options.dir)
  const config = readConfig({ DATA_DIR: dir, LOG_LEVEL: 'warn' })
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  const ctx = await openContext(config)
  let cast: GeneratedOfficers
  const { content } = ctx
  const loaded = content()
  try {
    if (await anyCase(ctx.db.read))
      throw new Refusal('conflict', `${dir} 里已经有诉求。请换一个空目录：--dir 目录`)
    cast = await makeCast(ctx)
  } finally {
    await ctx.db.close()
  }
  const until = new Date()
  const { from, to } = spanOfYears(until, years)
  say(`在 ${dir} 造 ${cases} 件，${from} 至 ${to}，种子 ${seed}`)
  const bulk = await openBulk(config.databaseUrl, ctx.secrets)
  if (messages > 0) {
    say(`造 ${messages} 条消息`)
    generateTalk(bulk, {
      messages,
      years,
      seed,
      until,
      onProgress: done => process.stderr.write(`\r${done} / ${messages} 条   `),
    })
    process.stderr.write('\n')
  }
  generateCases(bulk, {
    content: loaded,
    cast,
    cases,
    years,
    seed,
    until,
    onProgress: done => {
      const rate = done / Math.max(1, (Date.now() - began) / 1000)
      const left = Math.round((cases - done) / Math.max(1, rate))
      process.stderr.write(`\r${done} / ${cases} 件，每秒 ${Math.round(rate)} 件，还要约 ${left} 秒   `)
    },
  })
  process.stderr.write('\n')
  bulk.finish((done, of) => process.stderr.write(`\r建索引 ${done + 1} / ${of}，已用 ${seconds()} 秒   `))
  process.stderr.write('\n')
  say(`完成，用了 ${seconds()} 秒。启动：DATA_DIR=${dir} npm start`)
}

/** Officers without passwords, who only appear in records. `huiyin officer add` makes one to sign in with. */
async function makeCast(ctx: Context): Promise<GeneratedOfficers> {
  const add = async (login: string, name: string, role: Role, departmentId?: string) => {
    const { id } = await createOfficer(ctx, { login, name, role, ...(departmentId && { departmentId }) })
    return actorOf({ id, name, role, departmentId })
  }
  const clerks = new Map<string, Actor & { id: number }>()
  for (const { id, name } of ctx.content().office.departments)
    clerks.set(id, await add(`clerk-${id}`, `${name.slice(0, 4)}经办`, 'clerk', id))
  return {
    dispatchers: [
      await add('dispatcher-1', '受理甲', 'dispatcher'),
      await add('dispatcher-2', '受理乙', 'dispatcher'),
    ],
    reviewers: [await add('reviewer-1', '审核甲', 'reviewer'), await add('reviewer-2', '审核乙', 'reviewer')],
    manager: await add('manager-1', '分管领导', 'manager'),
    clerks,
  }
}
