import type { Role } from '../../domain/office/roles.ts'
import { actorOf, type OfficerActor } from '../../domain/people/actor.ts'
import type { Context } from '../../usecases/base/context.ts'
import { closeDays } from '../../usecases/numbers/ledger/close-days.ts'
import { makeMissingDigests } from '../../usecases/numbers/make-digest.ts'
import { createOfficer } from '../../usecases/people/officers.ts'
import { runPlan, type SampleOfficers } from './live.ts'
import { planSample } from './plan.ts'
import { publishYear } from './published.ts'
import { seeded } from './random.ts'

/** Makes the last weeks of a sample office, for the demo, screenshots and trials. */
interface SampleOptions {
  /** The end of the sample: now, as a rule. */
  until: Date
  /** Moves the clock that `ctx.now` reads. */
  setClock(now: Date): void
  /** Makes a password; called once for each sign-in. */
  password(): string
  weeks?: number
  casesPerWeek?: number
  seed?: number
  /** Called at the beginning of each simulated week. */
  onWeek?: (n: number) => void
}

export interface SignIn {
  login: string
  password: string
  role: Role
  name: string
}

const WEEK = 7 * 86_400_000
const YEAR = 366 * 86_400_000

/** An officer of the sample. */
interface Member {
  login: string
  name: string
  role: Role
  department?: string
  area?: string
}

/** One officer of each role can sign in. */
const SIGN_INS: readonly Member[] = [
  { login: 'shouli', name: '林小梅', role: 'dispatcher' },
  { login: 'jingban', name: '赵卫国', role: 'clerk', department: 'environment' },
  { login: 'shenhe', name: '何静', role: 'reviewer' },
  { login: 'lingdao', name: '罗建平', role: 'manager' },
  { login: 'jiandu', name: '韩立', role: 'auditor' },
  { login: 'tongxun', name: '宋琴', role: 'correspondent', area: 'dongshan' },
  { login: 'tepin', name: '丁一', role: 'observer' },
  { login: 'guanli', name: '杨帆', role: 'admin' },
]

/** Clerks of the other departments: they act in the sample but have no password. */
const CLERKS: Record<string, string> = {
  'party-office': '冯雪',
  'civil-affairs': '郑秀兰',
  'service-center': '梁敏',
  agriculture: '田大勇',
  construction: '石磊',
  enforcement: '高强',
  safety: '雷刚',
  stability: '于洋',
  discipline: '钟正',
}

/** Fills an empty database. @returns the sign-ins, with the passwords in the clear. */
export async function makeSample(ctx: Context, options: SampleOptions): Promise<SignIn[]> {
  const { until, setClock, password, weeks = 8, casesPerWeek = 20, seed = 20261 } = options
  const from = new Date(until.getTime() - weeks * WEEK)
  setClock(new Date(until.getTime() - YEAR))
  const signIns: SignIn[] = []
  const cast = new Map<string, OfficerActor>()
  const add = async (o: Member, secret?: string) => {
    const { id } = await createOfficer(ctx, {
      login: o.login,
      name: o.name,
      role: o.role,
      ...(o.department && { departmentId: o.department }),
      ...(o.area && { areaId: o.area }),
      ...(secret && { password: secret }),
    })
    return actorOf({ id, name: o.name, role: o.role, departmentId: o.department, areaId: o.area })
  }
  for (const o of SIGN_INS) {
    const secret = password()
    cast.set(o.role, await add(o, secret))
    signIns.push({ login: o.login, password: secret, role: o.role, name: o.name })
  }
  const { office, calendar } = ctx.content()
  const clerks = new Map([['environment', cast.get('clerk')!]])
  for (const { id } of office.departments) {
    if (clerks.has(id)) continue
    const o = { login: `jingban-${id}`, name: CLERKS[id] ?? '经办人', role: 'clerk' as const, department: id }
    clerks.set(id, await add(o))
  }
  await publishYear(
    ctx,
    {
      office: await add({ login: 'tongxun-zhen', name: '方圆', role: 'correspondent' }),
      villages: new Map([
        ['dongshan', cast.get('correspondent')!],
        ['xihe', await add({ login: 'tongxun-xihe', name: '贺丽', role: 'correspondent', area: 'xihe' })],
      ]),
      reviewer: cast.get('reviewer')!,
      manager: cast.get('manager')!,
    },
    until,
    setClock,
  )
  setClock(from)
  // The ledger begins before the first case, so that every week of the sample can be verified.
  await closeDays(ctx)
  const company: SampleOfficers = {
    dispatcher: cast.get('dispatcher')!,
    reviewer: cast.get('reviewer')!,
    manager: cast.get('manager')!,
    clerks,
  }
  const plan = planSample({ random: seeded(seed), office, calendar, from, until, casesPerWeek })
  await runPlan(ctx, plan, company, setClock, until, options.onWeek)
  setClock(until)
  await makeMissingDigests(ctx)
  return signIns
}
