import { expect, it } from 'vitest'
import { ROLES, type Role } from '../../../src/domain/office/roles.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { canSee } from '../../../src/domain/people/policy.ts'

const by = (role: Role, departmentId?: string): Actor => ({
  kind: 'officer',
  id: 7,
  role,
  name: '张三',
  ...(departmentId && { departmentId }),
})
const elsewhere = { departmentId: 'safety', officerId: 1, firstTakerId: 2 }

it('a case of another department is seen by those whom no department binds, and never by an admin', () => {
  const sees = (departmentId?: string) => ROLES.filter(role => canSee(by(role, departmentId), elsewhere))
  expect(sees().sort()).toEqual(['auditor', 'clerk', 'dispatcher', 'manager', 'reviewer'])
  expect(sees('construction').sort()).toEqual(['auditor', 'dispatcher'])
})

it.each([
  ['of their own department', { departmentId: 'construction' }],
  ['that they hold', { officerId: 7 }],
  ['that they were the first to take (首问负责)', { firstTakerId: 7 }],
])('one %s is seen by a clerk of a department', (_which, own) => {
  expect(canSee(by('clerk', 'construction'), { ...elsewhere, ...own })).toBe(true)
})

it('who has no number holds nothing', () => {
  const { id: _, ...nobody } = by('clerk', 'construction')
  expect(canSee(nobody, { departmentId: null, officerId: null, firstTakerId: null })).toBe(false)
})
