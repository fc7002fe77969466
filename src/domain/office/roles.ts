/** The roles of officers. people/policy.ts says what each may do. */
export const ROLES = ['clerk', 'dispatcher', 'reviewer', 'manager', 'auditor', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const ROLE_NAMES: Record<Role, string> = {
  clerk: '经办',
  dispatcher: '受理转办',
  reviewer: '审核',
  manager: '领导',
  auditor: '监督员',
  admin: '管理员',
}
