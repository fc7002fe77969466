import type { IncomingMessage, ServerResponse } from 'node:http'
import { afterEach, expect, it } from 'vitest'
import { askWitness } from '../../../src/channels/witness/mod.ts'
import type { Loopback } from '../../../src/tools/loopback.ts'
import { listen } from '../../helpers/listen.ts'

const servers: Loopback[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
const serve = async (answer: (req: IncomingMessage, body: string, res: ServerResponse) => void) => {
  const server = await listen(async (req, res) => {
    let body = ''
    for await (const part of req) body += part
    answer(req, body, res)
  })
  servers.push(server)
  return server.url
}

it('posts the request below the prefix and gives back what came, whatever the status', async () => {
  const seen: string[] = []
  const url = await serve((req, body, res) => {
    seen.push(`${req.method} ${req.url} ${body}`)
    res.writeHead(409, { 'content-type': 'Text/x.tlog.size; charset=utf-8' }).end('12\n')
  })
  expect(await askWitness(`${url}/w`, 'old 3\n')).toEqual({
    status: 409,
    type: 'text/x.tlog.size',
    body: '12\n',
  })
  expect(seen).toEqual(['POST /w/add-checkpoint old 3\n'])
})

it('follows no redirect', async () => {
  let others = 0
  const other = await serve((_req, _body, res) => {
    others++
    res.end('stolen')
  })
  const url = await serve((_req, _body, res) => res.writeHead(307, { location: `${other}/x` }).end())
  expect((await askWitness(url, '')).status).toBe(307)
  expect(others).toBe(0)
})

it('reads no endless answer', async () => {
  const url = await serve((_req, _body, res) => res.end('a'.repeat(65 * 1024)))
  await expect(askWitness(url, '')).rejects.toThrow('more than')
})

it('fails when nobody is there', async () => {
  const url = await serve((_req, _body, res) => res.end())
  await servers.pop()!.close()
  await expect(askWitness(url, '')).rejects.toThrow()
})
