import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { listenOnLoopback } from '../../../src/tools/loopback.ts'

export interface LlmStandIn {
  /** Up to and with /v1. */
  url: string
  /** Bodies of the requests, as sent. */
  asked: string[]
  headers: Record<string, unknown>[]
  /** What the next answers say; a string is the model's text. The last one repeats. */
  answers: (string | { status?: number; raw?: string; never?: true })[]
  close(): Promise<void>
}

/** A chat-completions endpoint on this machine that says what it is told. */
export async function llmStandIn(): Promise<LlmStandIn> {
  const asked: string[] = []
  const headers: Record<string, unknown>[] = []
  const answers: LlmStandIn['answers'] = []
  const server = createServer(async (req, res) => {
    asked.push(await text(req))
    headers.push({ ...req.headers, path: req.url })
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? '{}'
    if (typeof answer === 'object' && answer.never) return
    if (typeof answer === 'object') {
      res.writeHead(answer.status ?? 200, { 'content-type': 'application/json' }).end(answer.raw ?? '')
      return
    }
    const body = {
      id: 'x',
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: answer } }],
    }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  const { url, close } = await listenOnLoopback(server)
  return { url: `${url}/v1`, asked, headers, answers, close }
}
