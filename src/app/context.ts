import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { createMailer } from '../channels/email/mod.ts'
import { createLanguageModel } from '../channels/llm/mod.ts'
import { askWitness } from '../channels/witness/mod.ts'
import type { Config } from '../config.ts'
import type { Channel, ChatChannel } from '../domain/base/message.ts'
import type { Secrets } from '../domain/base/secrets.ts'
import type { Worker } from '../jobs/worker.ts'
import { openFiles } from '../store/base/files.ts'
import type { Context } from '../usecases/base/context.ts'
import { ownStanding } from '../usecases/numbers/ledger/own-standing.ts'
import { makeMeasures } from '../usecases/numbers/measures/make-measures.ts'
import { type LiveContent, reloadContent } from './content.ts'
import { makeListeners } from './listeners.ts'
import { REACTIONS } from './reactions.ts'
import { shareWith } from './signals.ts'
import type { Storage } from './storage.ts'

interface Parts {
  config: Config
  secrets: Secrets
  storage: Storage
  content: LiveContent
  now: () => Date
  log: Logger
  /** Filled when the channels open. */
  channels: ReadonlyMap<ChatChannel, Channel>
  /** Filled when the workers start. */
  workers: readonly Worker[]
  /** Aborted when the process begins to stop. */
  stopping: AbortSignal
}

/** The context that every use case of this process gets. */
export function makeContext(parts: Parts): Context {
  const { config, secrets, storage, content, now, log, channels, workers, stopping } = parts
  const { db, signals } = storage
  const caseChanges = makeListeners<string>()
  const endedAccess = makeListeners<number>()
  const wake = () => {
    for (const worker of workers) worker.wake()
  }
  const tellOthers = shareWith(
    signals,
    {
      caseChanged: caseChanges.tell,
      accessEnded: endedAccess.tell,
      outboxFilled: wake,
      relearn: content.relearn,
      reload: () => reloadContent(ctx, content),
    },
    { log, stopping },
  )
  const ctx: Context = {
    config,
    db,
    files: openFiles(config.dataDir, secrets),
    secrets,
    content: content.current,
    now,
    log,
    channels,
    reactions: REACTIONS,
    standingInLedger: ownStanding,
    ...(config.mail && { mail: createMailer(config.mail) }),
    ...(config.llm && {
      languageModel: createLanguageModel({
        ...config.llm,
        failed(why) {
          log.warn({ why }, 'the language model did not help')
          ctx.measures?.languageModelFailed()
        },
      }),
    }),
    askWitness,
    stopping,
    workers: () => workers.map(worker => ({ name: worker.name, busyMs: worker.busyMs() })),
    async relearn() {
      await content.relearn()
      tellOthers.relearn()
    },
    async reload() {
      await reloadContent(ctx, content)
      tellOthers.reload()
    },
    wakeOutbox() {
      wake()
      tellOthers.outboxFilled()
    },
    caseChanged(number) {
      caseChanges.tell(number)
      tellOthers.caseChanged(number)
    },
    onCaseChanged: caseChanges.listen,
    accessEnded(officerId) {
      endedAccess.tell(officerId)
      tellOthers.accessEnded(officerId)
    },
    onAccessEnded: endedAccess.listen,
    processId: `${process.pid}-${randomBytes(4).toString('hex')}`,
  }
  if (config.metricsToken !== undefined) ctx.measures = makeMeasures(ctx, { ofProcess: true })
  return ctx
}
