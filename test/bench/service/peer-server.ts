// `wechat` and `co-wechat` as their READMEs set them up: they check, open and answer a sealed message, and keep nothing.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire } from 'node:module'
import { listenOnLoopback } from '../../../src/tools/loopback.ts'

/** As long as a guide's answer of ours. */
const ANSWER = '低保要本人带户口簿、身份证到便民服务中心申请，20 个工作日内答复。'.repeat(8)

const [name, token, encodingAESKey, appid] = process.argv.slice(2)
const load = createRequire(import.meta.url)
const config = { token, encodingAESKey, appid }
type Query = Record<string, string>
const queryOf = (req: IncomingMessage): Query =>
  Object.fromEntries(new URL(req.url ?? '', 'http://x').searchParams)

type Handler = (req: IncomingMessage, res: ServerResponse) => unknown
const HANDLERS: Record<string, () => Handler> = {
  wechat() {
    const middleware = load('wechat')(config, (_req: unknown, res: { reply(text: string): void }) =>
      res.reply(ANSWER),
    )
    return (req, res) => middleware(Object.assign(req, { query: queryOf(req) }), res, () => res.end())
  },
  'co-wechat'() {
    const middleware = load('co-wechat')(config).middleware(async () => ANSWER)
    return async (req, res) => {
      // What it uses of Koa's context.
      const ctx = { req, request: {}, query: queryOf(req), method: req.method, status: 200, body: '' }
      await middleware(ctx)
      res.writeHead(ctx.status, { 'content-type': 'application/xml' }).end(ctx.body)
    }
  },
}

const { url } = await listenOnLoopback(createServer(HANDLERS[name ?? '']!()))
process.send!(`${url}/wechat`)
process.on('disconnect', () => process.exit(0))
