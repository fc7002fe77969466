import { ROLE_NAMES, ROLES, type Role } from '../domain/office/roles.ts'
import { namesOf } from '../usecases/cases/moving/open-case.ts'
import { createOfficer, disableOfficer, listOfficers } from '../usecases/people/officers.ts'
import { passwordLink } from '../usecases/people/one-time-link.ts'
import { CommandFailure } from './failure.ts'
import { withContext } from './open-context.ts'
import { say, sayJson, sayTable } from './say.ts'
import { settings, settingsOfExisting } from './settings.ts'

interface AddOptions {
  login: string
  name: string
  role: string
  department?: string
  area?: string
  passwordStdin?: true
  json?: true
}

const isRole = (role: string): role is Role => (ROLES as readonly string[]).includes(role)

export async function add(options: AddOptions): Promise<void> {
  const { name, role, department, area } = options
  if (!isRole(role))
    throw new CommandFailure(
      `没有“${role}”这个角色。可以是：${ROLES.map(r => `${r}（${ROLE_NAMES[r]}）`).join('、')}`,
    )
  const password = options.passwordStdin ? await readPassword() : undefined
  await withContext(settings(), async ctx => {
    const { departments } = ctx.content().office
    if (department !== undefined && !departments.some(d => d.id === department))
      throw new CommandFailure(
        `没有“${department}”这个承办单位。可以是：${departments.map(d => `${d.id}（${d.name}）`).join('、')}`,
      )
    const { areas } = ctx.content().office
    if (area !== undefined && !areas.some(a => a.id === area))
      throw new CommandFailure(
        `没有“${area}”这个村（社区）。可以是：${areas.map(a => `${a.id}（${a.name}）`).join('、')}`,
      )
    // As it was stored, in lower case.
    const { login } = await createOfficer(ctx, {
      login: options.login,
      name,
      role,
      ...(department !== undefined && { departmentId: department }),
      ...(area !== undefined && { areaId: area }),
      ...(password !== undefined && { password }),
    })
    const link = password === undefined ? await passwordLink(ctx, login) : undefined
    if (options.json) {
      sayJson({ login, name, role, department: department ?? null, ...(link && { passwordLink: link }) })
      return
    }
    say(`已新增 ${name}（${login}，${ROLE_NAMES[role]}）。`)
    if (link) say(`请本人在一天内打开这个链接设置密码（只能用一次）：\n  ${link}`)
  })
}

/** The first line of stdin, so that no password stands in a command line or its history. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('密码：')
  let text = ''
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.includes('\n') || text.length > 10_000) break
  }
  const password = text.split(/\r?\n/)[0]!
  if (!password) throw new CommandFailure('标准输入里没有密码。')
  return password
}

export async function list({ json }: { json?: true }): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    const officers = await listOfficers(ctx)
    if (json) return sayJson(officers)
    if (officers.length === 0) return say('还没有工作人员。用 officer add 新增。')
    const department = namesOf(ctx.content()).department
    sayTable([
      ['登录名', '姓名', '角色', '承办单位', '状态'],
      ...officers.map(o => [
        o.login,
        o.name,
        ROLE_NAMES[o.role],
        o.departmentId === null ? '' : (department(o.departmentId) ?? o.departmentId),
        o.disabledAt ? '已停用' : o.hasPassword ? '在用' : '还没设密码',
      ]),
    ])
  })
}

export async function disable(login: string): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    await disableOfficer(ctx, login)
    say(`已停用 ${login}。`)
  })
}
