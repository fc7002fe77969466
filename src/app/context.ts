import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import { createMailer } from '../channels/email/mod.ts'
import { createLanguageModel } from '../channels/llm/mod.ts'
import { askWitness } from '../channels/witness/mod.ts'
import type { Config } from '../config.ts'
import type { Channel, ChatChannel } from '../domain/base/message.ts'
import type { Secrets } from '../domain/base/secrets.ts'
import type { Worker } from '../jobs/worker.ts'
import type { Database } from '../store/base/database.ts'
import { openFiles } from '../store/base/files.ts'
import type { Context } from '../usecases/base/context.ts'
import { ownStanding } from '../usecases/numbers/ledger/own-standing.ts'
import { makeMeasures } from '../usecases/numbers/measures/make-measures.ts'
import { type LiveContent, reloadContent } from './content.ts'
import { makeListeners } from './listeners.ts'
import { REACTIONS } from './reactions.ts'

interface Parts {
  config: Config
  secrets: Secrets
  db: Database
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
export function makeContext({
  config,
  secrets,
  db,
  content,
  now,
  log,
  channels,
  workers,
  stopping,
}: Parts): Context {
  const caseChanges = makeListeners<string>()
  const endedAccess = makeListeners<number>()
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
    relearn: content.relearn,
    reload: () => reloadContent(ctx, content),
    workers: () => workers.map(worker => ({ name: worker.name, busyMs: worker.busyMs() })),
    wakeOutbox: () => {
      for (const worker of workers) worker.wake()
    },
    caseChanged: caseChanges.tell,
    onCaseChanged: caseChanges.listen,
    accessEnded: endedAccess.tell,
    onAccessEnded: endedAccess.listen,
    processId: `${process.pid}-${randomBytes(4).toString('hex')}`,
  }
  if (config.metricsToken !== undefined) ctx.measures = makeMeasures(ctx, { ofProcess: true })
  return ctx
}
