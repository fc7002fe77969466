import type { Role } from '../office/roles.ts'

interface Writer {
  id: number
  role: string
  departmentId: string | null
  areaId: string | null
}

/**
 * Who writes for a column of a place: the village's correspondents; else the department's; else those of the whole office; and
 * where there is none, the dispatchers. @returns their ids
 */
export function correspondentFor(
  officers: readonly Writer[],
  { areaId, departmentId }: { areaId: string | null; departmentId: string },
): number[] {
  const of = (role: Role) => officers.filter(o => o.role === role)
  const writers = of('correspondent')
  const choices = [
    areaId === null ? [] : writers.filter(o => o.areaId === areaId),
    writers.filter(o => o.areaId === null && o.departmentId === departmentId),
    writers.filter(o => o.areaId === null && o.departmentId === null),
    of('dispatcher'),
  ]
  return (choices.find(choice => choice.length > 0) ?? []).map(o => o.id)
}
