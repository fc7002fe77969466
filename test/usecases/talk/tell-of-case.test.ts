import { expect, it } from 'vitest'
import { moveCase } from '../../../src/usecases/cases/moving/move-case.ts'
import { deliverOutbox } from '../../../src/usecases/notify/deliver-outbox.ts'
import { actOnOwnCase } from '../../../src/usecases/talk/act-on-own-case.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { openedCase, RESIDENT } from '../../helpers/cases.ts'
import { MemoryChannel, officer, testContext, typed } from '../../helpers/context.ts'

it('a resident who is asked twice hears both questions', async () => {
  const channel = new MemoryChannel('web')
  const ctx = await testContext({ channels: [channel] })
  await receiveMessage(ctx, typed(ctx, 'resident', '你好'))
  const contact = await ctx.db.read.contact.findFirstOrThrow()
  const number = await openedCase(ctx, { text: '村口的路灯坏了三天', channel: 'web' }, RESIDENT, {
    contactId: contact.id,
  })
  const lin = await officer(ctx, 'dispatcher', '林')
  await moveCase(ctx, number, 'accept', {}, lin)
  await moveCase(ctx, number, 'askResident', { text: '是哪一盏？' }, lin)
  const own = { number, by: 'own', phone: false } as const
  await actOnOwnCase(ctx, own, 'supplement', { text: '小学门口的' })
  await moveCase(ctx, number, 'askResident', { text: '门口左边还是右边？' }, lin)
  while ((await deliverOutbox(ctx)) > 0);
  const heard = channel.sent.map(s => s.message.text).join('\n')
  expect(heard).toContain('是哪一盏？')
  expect(heard).toContain('门口左边还是右边？')
  await ctx.close()
})
