import { startWorker, type Worker } from '../jobs/worker.ts'
import type { Context } from '../usecases/base/context.ts'
import { LANES, makeLanes } from '../usecases/delivery/outbox-lanes.ts'
import { deliverLane } from '../usecases/notify/deliver-outbox.ts'
import { pushReminders } from '../usecases/notify/push-reminders.ts'
import { fetchMedia } from '../usecases/talk/fetch-media.ts'
import { makePlayable } from '../usecases/talk/voice/make-playable.ts'

/**
 * Starts the background workers. Each channel has its own outbox worker, so a slow one does not hold up the others.
 */
export function startWorkers(ctx: Context): Worker[] {
  const { log } = ctx
  const lanes = makeLanes()
  return [
    ...LANES.map(name => startWorker(`outbox ${name}`, () => deliverLane(ctx, name, lanes[name]), 2000, log)),
    startWorker('media', () => fetchMedia(ctx), 5000, log),
    startWorker('voice', () => makePlayable(ctx), 5000, log),
    startWorker('reminders', () => pushReminders(ctx), 10_000, log),
  ]
}
