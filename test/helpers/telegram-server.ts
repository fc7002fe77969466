import { createServer, type IncomingMessage } from 'node:http'
import { listenOnLoopback } from '../../src/tools/loopback.ts'

/**
 * A stand-in for the Bot API with the one property that matters here: an update
 * stays until a later `offset` is asked for, so whoever skips one loses it.
 */
export async function telegramServer(token: string) {
  const pending: Record<string, unknown>[] = []
  const calls: { method: string; body: Record<string, unknown> }[] = []
  const refusals = new Map<
    string,
    ({ error_code: number; description: string; parameters?: object } | null)[]
  >()
  const files = new Map<string, { path: string; bytes: Uint8Array; size?: number }>()
  const waiting = new Set<() => void>()
  let nextId = 100
  let broken = false

  const server = createServer(async (req, res) => {
    const body = await readJson(req)
    const json = (status: number, value: unknown) => {
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
    }
    if (broken) {
      res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway</h1>')
      return
    }
    const [, prefix, method = '', ...rest] = (req.url ?? '').split('/')
    if (prefix === 'file' && method === `bot${token}`) {
      const file = [...files.values()].find(f => f.path === rest.join('/'))
      if (!file) return void res.writeHead(404).end()
      res.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes)
      return
    }
    if (prefix !== `bot${token}`)
      return json(401, { ok: false, error_code: 401, description: 'Unauthorized' })
    calls.push({ method, body })
    const refusal = refusals.get(method)?.shift()
    if (refusal) return json(refusal.error_code, { ok: false, ...refusal })
    if (method === 'getUpdates') {
      const offset = Number(body.offset ?? 0)
      while (pending.length > 0 && Number(pending[0]!.update_id) < offset) pending.shift()
      if (pending.length === 0) {
        await new Promise<void>(wake => {
          waiting.add(wake)
          res.on('close', wake)
        })
      }
      return json(200, { ok: true, result: pending.slice(0, 100) })
    }
    if (method === 'getFile') {
      const file = files.get(String(body.file_id))
      return file
        ? json(200, {
            ok: true,
            result: { file_id: body.file_id, file_path: file.path, file_size: file.size },
          })
        : json(400, { ok: false, error_code: 400, description: 'Bad Request: invalid file_id' })
    }
    if (method === 'sendMessage' || method === 'sendPhoto')
      return json(200, { ok: true, result: { message_id: calls.length } })
    json(200, { ok: true, result: true })
  })
  const { url, close } = await listenOnLoopback(server)

  return {
    apiRoot: url,
    calls,
    /** What is not yet confirmed by an offset. */
    pending,
    files,
    push(update: Record<string, unknown>) {
      pending.push({ update_id: nextId++, ...update })
      for (const wake of waiting) wake()
      waiting.clear()
    },
    /** The next call of `method` is refused like this. */
    refuse(method: string, error_code: number, description: string, parameters?: object) {
      const list = refusals.get(method) ?? []
      list.push({ error_code, description, ...(parameters && { parameters }) })
      refusals.set(method, list)
    },
    /** The `nth` call of `method` from now is refused like this. */
    refuseFrom(method: string, nth: number, error_code: number, description: string) {
      refusals.set(method, [...Array(nth - 1).fill(null), { error_code, description }])
    },
    breakDown(on: boolean) {
      broken = on
    },
    sent: () => calls.filter(call => call.method === 'sendMessage').map(call => call.body),
    async close() {
      for (const wake of waiting) wake()
      await close()
    },
  }
}

export type TelegramServer = Awaited<ReturnType<typeof telegramServer>>

async function readJson(req: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of req) text += chunk
  // Files come as a form; which were sent is all that is asked.
  if (!/json/.test(req.headers['content-type'] ?? '')) return {}
  return text ? JSON.parse(text) : {}
}

/** A message as Telegram sends it in a private chat with resident 7. */
export const privateMessage = (content: Record<string, unknown>) => ({
  message: {
    message_id: 1,
    date: 1_795_000_000,
    chat: { id: 7, type: 'private' },
    from: { id: 7, is_bot: false, first_name: '王' },
    ...content,
  },
})
