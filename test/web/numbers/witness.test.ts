import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askWitness } from '../../../src/channels/witness/mod.ts'
import { cosignaturesOf, newestCheckpoint } from '../../../src/store/numbers/ledger/checkpoints.ts'
import { ledgerKeys } from '../../../src/store/numbers/ledger/keys.ts'
import { askWitnesses } from '../../../src/usecases/numbers/ledger/ask-witnesses.ts'
import { closeDays } from '../../../src/usecases/numbers/ledger/close-days.ts'
import { witnessKey } from '../../../src/usecases/numbers/witness/key.ts'
import { trustLog } from '../../../src/usecases/numbers/witness/logs.ts'
import { leavesOf } from '../../domain/numbers/log/trees.ts'
import { openedCase } from '../../helpers/cases.ts'
import { testContext } from '../../helpers/context.ts'
import { type TestSite, testSite } from '../../helpers/site.ts'
import { cosignedAt, otherLog, textIn } from '../../usecases/numbers/witness/other-log.ts'

let site: TestSite
const log = otherLog()

beforeEach(async () => {
  site = await testSite()
})
afterEach(() => site.close())

const post = (body: Buffer<ArrayBuffer> | string, headers: Record<string, string> = {}) =>
  fetch(`${site.url}/public/witness/add-checkpoint`, { method: 'POST', body, headers })
const checkpoint = (hash = log.hash) => fetch(`${site.url}/public/witness/${hash}/checkpoint`)

describe('the witness over HTTP', () => {
  it('is not there before a log was added', async () => {
    expect((await post(log.request(0, 5))).status).toBe(404)
    expect((await post('nonsense')).status).toBe(404)
    expect((await checkpoint()).status).toBe(404)
  })

  it('answers with the statuses, types and bodies of the specification', async () => {
    await trustLog(site.ctx, log.verifier)
    const { verifier } = await witnessKey(site.ctx)
    expect((await checkpoint()).status).toBe(404)
    expect((await post('nonsense')).status).toBe(400)
    expect((await post('')).status).toBe(400)
    expect((await post(log.request(9, 5))).status).toBe(400)
    expect((await post(otherLog('stranger.example').request(0, 5))).status).toBe(404)
    const stranger = otherLog('stranger.example').note(5).split('\n\n')[1]!
    expect((await post(log.request(0, 5, `${textIn(log.note(5))}\n${stranger}`))).status).toBe(403)

    const first = await post(log.request(0, 5))
    expect([first.status, first.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8'])
    const line = await first.text()
    expect(cosignedAt(line, verifier, textIn(log.note(5)))).toBe(site.ctx.now().getTime() / 1000)

    const conflict = await post(log.request(0, 9))
    expect([conflict.status, conflict.headers.get('content-type')]).toEqual([409, 'text/x.tlog.size'])
    expect(await conflict.text()).toBe('5\n')
    expect((await post(log.request(5, 9, log.note(9), leavesOf(3)))).status).toBe(422)
    expect((await post(log.request(5, 5, log.note(5, leavesOf(1)[0])))).status).toBe(422)

    const newest = await checkpoint()
    expect([newest.status, newest.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
    expect(await newest.text()).toBe(log.note(5) + line)
    expect((await checkpoint(log.hash.toUpperCase())).status).toBe(404)
  })

  it('takes the body whatever type it says, but neither packed nor endless', async () => {
    await trustLog(site.ctx, log.verifier)
    const packed = await post(log.request(0, 5), { 'content-encoding': 'gzip' })
    expect([packed.status, packed.headers.get('content-type')]).toEqual([415, 'text/plain; charset=utf-8'])
    expect((await post('a'.repeat(257 * 1024))).status).toBe(413)
    expect((await post(log.request(0, 5), { 'content-type': 'application/json' })).status).toBe(200)
  })

  it('lets one network ask sixty times a minute', async () => {
    await trustLog(site.ctx, log.verifier)
    const statuses = []
    for (let i = 0; i < 61; i++) statuses.push((await post('nonsense')).status)
    expect(statuses).toEqual([...Array(60).fill(400), 429])
    expect((await post('nonsense')).headers.get('retry-after')).toMatch(/^\d+$/)
  })

  it('has no other methods there', async () => {
    await trustLog(site.ctx, log.verifier)
    const get = await fetch(`${site.url}/public/witness/add-checkpoint`)
    expect(get.status).toBe(404)
    const status = await new Promise(done =>
      request(`${site.url}/public/witness/${log.hash}/checkpoint`, { method: 'DELETE' }, res => {
        res.resume()
        done(res.statusCode)
      }).end(),
    )
    expect(status).toBe(404)
  })

  it('cosigns the ledger of another office, which publishes it', async () => {
    const { verifier } = await witnessKey(site.ctx)
    const own = await testContext({ config: { LEDGER_WITNESSES: `${verifier} ${site.url}/public/witness` } })
    own.clock.set('2026-11-02T10:00+08:00')
    await closeDays(own)
    await trustLog(site.ctx, (await ledgerKeys(own.db.read))[0]!.verifier)
    for (const day of ['2026-11-03', '2026-11-04']) {
      await askWitnesses({ ...own, askWitness })
      const newest = (await newestCheckpoint(own.db.read))!
      const [cosignature] = await cosignaturesOf(own.db.read, newest.size)
      const seconds = site.ctx.now().getTime() / 1000
      expect(cosignedAt(cosignature!.line, verifier, textIn(newest.note))).toBe(seconds)
      for (let i = 0; i < 6; i++) await openedCase(own)
      own.clock.set(`${day}T10:00+08:00`)
      await closeDays(own)
    }
    await own.close()
  })
})
