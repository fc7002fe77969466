import { beforeEach, describe, expect, it } from 'vitest'
import { remindOfColumns } from '../../../src/usecases/notify/remind-of-columns.ts'
import { createOfficer } from '../../../src/usecases/people/officers.ts'
import { type Clock, clockAt, type TestContext, testContext } from '../../helpers/context.ts'
import { type Publishers, publishedItem } from '../../helpers/publishing.ts'
import { addOfficers } from '../../helpers/site.ts'

let ctx: TestContext
let clock: Clock
let people: Publishers
let village: number

beforeEach(async () => {
  clock = clockAt('2026-11-16T09:00+08:00')
  ctx = await testContext({ clock })
  const { lin, chen, zhao } = await addOfficers(ctx, {
    lin: 'correspondent',
    chen: 'reviewer',
    zhao: 'manager',
  })
  people = [lin, chen, zhao]
  village = (
    await createOfficer(ctx, { login: 'cun', name: '东山通讯员', role: 'correspondent', areaId: 'dongshan' })
  ).id
})

const reminders = async (officerId: number) =>
  (
    await ctx.db.read.reminder.findMany({ where: { officerId, kind: 'column_late' }, orderBy: { id: 'asc' } })
  ).map(r => r.detail)

describe('a column that was not updated in time', () => {
  it('reminds the village’s correspondent of that village’s columns, and the office’s of the others', async () => {
    await remindOfColumns(ctx)
    const [own] = await reminders(village)
    expect(own).toContain('东山村村务公开')
    expect(own).not.toContain('西河村')
    expect((await reminders(people[0].id))[0]).toContain('个')
  })

  it('is said once for each day it was due, not each morning', async () => {
    await remindOfColumns(ctx)
    clock.set('2026-11-17T09:00+08:00')
    await remindOfColumns(ctx)
    expect(await reminders(village)).toHaveLength(1)
    await publishedItem(ctx, people, {
      columnId: 'village-affairs',
      areaId: 'dongshan',
      title: '账目',
      body: '收入 3 万元。',
    })
    clock.set('2027-02-18T09:00+08:00')
    await remindOfColumns(ctx)
    expect(await reminders(village)).toEqual([expect.any(String), '东山村村务公开'])
  })

  it('waits for a working day', async () => {
    clock.set('2026-11-15T09:00+08:00')
    await remindOfColumns(ctx)
    expect(await reminders(village)).toEqual([])
  })
})
