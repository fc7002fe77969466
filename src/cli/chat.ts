import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Inbound, Outbound } from '../domain/base/message.ts'
import { renderPlain } from '../domain/base/text/message-text.ts'
import { receiveMessage } from '../usecases/talk/receive-message.ts'
import { openContext } from './open-context.ts'
import { say } from './say.ts'
import { settings } from './settings.ts'

/** Talks to the bot in the terminal, line by line; also from a pipe. An empty line or Ctrl-D ends it. */
export async function chat({ real }: { real?: true }): Promise<void> {
  const own = settings()
  const dir = real ? undefined : mkdtempSync(join(tmpdir(), 'huiyin-chat-'))
  const config = dir ? { ...own, dataDir: dir, databaseUrl: `file:${join(dir, 'huiyin.db')}` } : own
  const ctx = await openContext(config)
  const from = `terminal-${randomUUID()}`
  const hand = async (what: Partial<Inbound>) => {
    const inbound: Inbound = {
      channel: 'web',
      externalId: randomUUID(),
      from,
      at: ctx.now(),
      kind: 'text',
      ...what,
    }
    const { replies } = await receiveMessage(ctx, inbound, { passive: all => all.length })
    for (const reply of replies) show(reply)
  }
  const lines = createInterface({
    input: process.stdin,
    ...(process.stdin.isTTY && { output: process.stdout }),
  })
  // Reads lines from the start; piped lines would otherwise be lost while the bot greets.
  const typed = lines[Symbol.asyncIterator]()
  try {
    say(
      dir
        ? '（临时数据，结束后删除。输入 Ctrl-D 结束。）'
        : '（正式数据：登记的诉求是真的。输入 Ctrl-D 结束。）',
    )
    await hand({ kind: 'event', event: { name: 'follow' } })
    lines.setPrompt('> ')
    if (process.stdin.isTTY) lines.prompt()
    for await (const line of typed) {
      if (line.trim()) await hand({ text: line.trim() })
      if (process.stdin.isTTY) lines.prompt()
    }
  } finally {
    lines.close()
    await ctx.db.close()
    if (dir) rmSync(dir, { recursive: true, force: true })
  }
}

function show(message: Outbound): void {
  say()
  say(renderPlain(message))
}
