import type { Role } from '../office/roles.ts'

/** The routes a resident's act can come by. */
export const VIA_NAMES = { chat: '对话', code: '查询码', counter: '窗口代办' } as const
export type Via = keyof typeof VIA_NAMES

/** How the resident was identified besides by a code. */
export const CONFIRMED_NAMES = { chat: '本人在对话里确认', phone: '核对了登记的电话' } as const
export type ConfirmedBy = keyof typeof CONFIRMED_NAMES

/** Who acts. `id` is the officer's; a resident and the system have none. */
export interface Actor {
  kind: 'officer' | 'resident' | 'system'
  id?: number
  name?: string
  role?: Role
  departmentId?: string
  /** The village of a correspondent who writes for it. */
  areaId?: string
  /**
   * For a resident's act: the route it came by, and how the resident was identified besides by a code. Recorded in
   * the event.
   */
  via?: Via
  confirmed?: ConfirmedBy
}

/** An officer who acts. */
export interface OfficerActor extends Actor {
  kind: 'officer'
  id: number
  name: string
  role: Role
}

/** The officer of a stored row; a row keeps its role as text. */
export const actorOf = (officer: {
  id: number
  name: string
  role: string
  departmentId?: string | null | undefined
  areaId?: string | null | undefined
}): OfficerActor => ({
  kind: 'officer',
  id: officer.id,
  name: officer.name,
  role: officer.role as Role,
  ...(officer.departmentId && { departmentId: officer.departmentId }),
  ...(officer.areaId && { areaId: officer.areaId }),
})
