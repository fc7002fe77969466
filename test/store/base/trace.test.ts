import { expect, it } from 'vitest'
import { makeSecrets } from '../../../src/domain/base/secrets.ts'
import { openDatabase } from '../../../src/store/base/database.ts'
import { migrate } from '../../../src/store/base/migrate.ts'
import type { TracedStatement } from '../../../src/store/base/trace.ts'
import { emptyDatabaseUrl } from '../../helpers/context.ts'

it('whoever watches the database hears of every statement, also within a transaction, and of no value', async () => {
  const url = await emptyDatabaseUrl()
  await migrate(url)
  const heard: TracedStatement[] = []
  const db = await openDatabase(url, makeSecrets('s'.repeat(40)), statement => heard.push(statement))
  await db.inTransaction(tx =>
    tx.officer.create({
      data: { login: 'zhangsan', name: '张三', role: 'clerk', createdAt: new Date('2026-11-29T01:00:00Z') },
    }),
  )
  await db.read.officer.findFirst({ where: { login: 'zhangsan' } })
  await db.close()
  const all = heard.map(s => s.sql).join('\n')
  expect(all).toMatch(/INSERT INTO .*"?Officer/)
  expect(all).toMatch(/SELECT .*Officer/)
  expect(all).not.toContain('zhangsan')
  expect(heard.every(s => s.ms >= 0)).toBe(true)
})
