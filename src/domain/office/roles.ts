/** The roles of officers. people/policy.ts says what each may do. */
export const ROLES = [
  'clerk',
  'dispatcher',
  'reviewer',
  'manager',
  'auditor',
  'correspondent',
  'observer',
  'admin',
] as const
export type Role = (typeof ROLES)[number]

export const ROLE_NAMES: Record<Role, string> = {
  clerk: '经办',
  dispatcher: '受理转办',
  reviewer: '审核',
  manager: '领导',
  auditor: '监督员',
  correspondent: '通讯员',
  observer: '特邀监察员',
  admin: '管理员',
}
