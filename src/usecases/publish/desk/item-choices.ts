import type { Actor } from '../../../domain/people/actor.ts'
import { type Column, takes } from '../../../domain/publish/catalogue.ts'
import { canWriteFor } from '../../../domain/publish/item.ts'
import type { Context } from '../../base/context.ts'
import { departmentFor } from '../item-input.ts'

/** Columns and places that an officer may write for. */
export interface ItemChoices {
  columns: Column[]
  /** Whether something of the whole office can be written. */
  ofOffice: boolean
  areas: { id: string; name: string }[]
}

export function itemChoices(ctx: Context, by: Actor): ItemChoices {
  const { catalogue, office } = ctx.content()
  const writes = (column: Column, areaId: string | null) =>
    takes(column, areaId) && canWriteFor(by, { areaId, departmentId: departmentFor(by, column, areaId) })
  const { columns } = catalogue
  return {
    columns: columns.filter(column => [null, ...office.areas.map(a => a.id)].some(id => writes(column, id))),
    ofOffice: columns.some(column => writes(column, null)),
    areas: office.areas
      .filter(area => columns.some(column => writes(column, area.id)))
      .map(({ id, name }) => ({ id, name })),
  }
}
