import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AskWitness, WitnessAnswer } from '../../../../src/channels/witness/mod.ts'
import { parseAddCheckpoint } from '../../../../src/domain/numbers/log/add-checkpoint.ts'
import { cosign } from '../../../../src/domain/numbers/log/cosignature.ts'
import { formatVerifierKey, keyId } from '../../../../src/domain/numbers/log/note.ts'
import { cosignaturesOf, newestCheckpoint } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { ledgerKeys } from '../../../../src/store/numbers/ledger/keys.ts'
import { witnessStates } from '../../../../src/store/numbers/ledger/witnesses.ts'
import { openNotices } from '../../../../src/store/office/notices.ts'
import type { Context } from '../../../../src/usecases/base/context.ts'
import { askWitnesses } from '../../../../src/usecases/numbers/ledger/ask-witnesses.ts'
import { prepareKey } from '../../../../src/usecases/numbers/ledger/change-key.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { ledgerStatus } from '../../../../src/usecases/numbers/ledger/ledger-status.ts'
import { ledgerFile } from '../../../../src/usecases/numbers/ledger/public-files.ts'
import { cosignCheckpoint } from '../../../../src/usecases/numbers/witness/cosign-checkpoint.ts'
import { witnessKey } from '../../../../src/usecases/numbers/witness/key.ts'
import { listWitnessed, trustLog } from '../../../../src/usecases/numbers/witness/logs.ts'
import { signer } from '../../../domain/numbers/log/signers.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { type TestContext, testContext } from '../../../helpers/context.ts'
import { cosignedAt, textIn } from '../witness/other-log.ts'

/** A witness that answers as it is told, and a key whose secret the test has. */
const { key, sign } = signer('w.example/witness', 4)
const VERIFIER = formatVerifierKey(key)

let ctx: TestContext
let asked: { prefix: string; old: number; size: number }[]
let answer: (request: string) => WitnessAnswer | Promise<WitnessAnswer>

beforeEach(async () => {
  ctx = await testContext({ config: { LEDGER_WITNESSES: `${VERIFIER} https://w.example/sub/` } })
  asked = []
  answer = cosigns
  ctx.clock.set('2026-11-02T10:00+08:00')
  await closeDays(ctx)
})
afterEach(() => ctx.close())

const read = (request: string) => parseAddCheckpoint(Buffer.from(request))!
const lineFor = (request: string) => cosign(key, sign, read(request).note.text, 1_793_600_000)
const ok = (body: string): WitnessAnswer => ({ status: 200, type: 'text/plain', body })
const status = (code: number) => (): WitnessAnswer => ({ status: code, type: 'text/plain', body: 'no\n' })
const conflict = (size: number): WitnessAnswer => ({
  status: 409,
  type: 'text/x.tlog.size',
  body: `${size}\n`,
})
function cosigns(request: string): WitnessAnswer {
  return ok(lineFor(request))
}

const askWitness: AskWitness = async (prefix, request) => {
  const { oldSize, checkpoint } = read(request)
  asked.push({ prefix, old: oldSize, size: checkpoint.size })
  return answer(request)
}
const run = (on: Context = ctx) => askWitnesses({ ...on, askWitness })
const newest = async () => (await newestCheckpoint(ctx.db.read))!
const stored = async () => (await cosignaturesOf(ctx.db.read, (await newest()).size)).map(({ line }) => line)
const notices = async () => (await openNotices(ctx.db)).map(({ detail }) => detail)
const nextDay = async (day: string) => {
  await openedCase(ctx)
  ctx.clock.set(`${day}T10:00+08:00`)
  await closeDays(ctx)
}

describe('asking witnesses', () => {
  it('gets a cosignature of each new checkpoint, once', async () => {
    await run()
    await run()
    expect(asked).toEqual([{ prefix: 'https://w.example/sub', old: 0, size: 2 }])
    const { note } = await newest()
    const [line] = await stored()
    expect(cosignedAt(line!, VERIFIER, textIn(note))).toBe(1_793_600_000)
    const published = new TextDecoder().decode((await ledgerFile(ctx, 'checkpoint'))!.body)
    expect(published).toBe(note + line)
    const { witnesses } = (await ledgerStatus(ctx))!
    expect(witnesses).toEqual([
      {
        name: 'w.example/witness',
        url: 'https://w.example/sub',
        cosignedAt: new Date(1_793_600_000_000),
        failingSince: null,
      },
    ])

    await nextDay('2026-11-03')
    await run()
    expect(asked[1]).toMatchObject({ old: 2, size: (await newest()).size })
    expect(await stored()).toHaveLength(1)
  })

  it('begins where the witness says that it is', async () => {
    answer = request => (read(request).oldSize === 2 ? cosigns(request) : conflict(2))
    await nextDay('2026-11-03')
    await run()
    expect(asked.map(({ old }) => old)).toEqual([0, 2])
    expect(await stored()).toHaveLength(1)
  })

  it('asks once more only, whatever the witness says', async () => {
    answer = () => conflict(1)
    await run()
    expect(asked).toHaveLength(2)
    expect(await stored()).toEqual([])
  })

  it('keeps no line but the cosignature of the configured key', async () => {
    const other = signer('w.example/other', 4)
    const stranger = (request: string) => cosign(other.key, other.sign, read(request).note.text, 1)
    const wrong: ((request: string) => string)[] = [
      () => '',
      () => 'no line at all\n',
      stranger,
      () =>
        cosign(key, sign, textIn('x.example/log\n2\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n'), 1),
      request => cosign(key, sign, read(request).note.text, 0),
      request => cosign(key, other.sign, read(request).note.text, 1),
    ]
    for (const body of wrong) {
      answer = request => ok(body(request))
      await run()
      expect(await stored()).toEqual([])
    }
    answer = request => ok(stranger(request) + lineFor(request))
    await run()
    const [line, ...more] = await stored()
    expect(more).toEqual([])
    expect(cosignedAt(line!, VERIFIER, textIn((await newest()).note))).toBe(1_793_600_000)
  })

  it('asks the others when one does not answer', async () => {
    const second = signer('v.example/witness', 4)
    const config = {
      ...ctx.config,
      witnesses: [
        ...ctx.config.witnesses,
        { key: second.key, verifier: formatVerifierKey(second.key), url: 'https://v.example' },
      ],
    }
    await askWitnesses({
      ...ctx,
      config,
      askWitness: async (prefix, request) => {
        if (prefix === 'https://w.example/sub') throw new Error('connect ECONNREFUSED')
        return ok(cosign(second.key, second.sign, read(request).note.text, 1))
      },
    })
    expect(await stored()).toHaveLength(1)
  })

  it.each([
    ['a network error', () => Promise.reject(new Error('ECONNREFUSED')), '一直连不上'],
    ['500', status(500), '一直连不上'],
    ['a redirect', status(302), '没有正常回应'],
    ['400', status(400), '没有正常回应'],
    ['404', status(404), '还没有收下我们的台账'],
    ['403', status(403), '不是我们现在的公钥'],
    ['a conflict without a size', status(409), '没有正常回应'],
    ['no cosignature', () => ok('\n'), '加签不对'],
  ] as const)(
    'tells administrators of %s after a day of it, and no longer when it is over',
    async (_, fails, words) => {
      answer = fails
      await run()
      ctx.clock.advance(23 * 60)
      await run()
      expect(await notices()).toEqual([])
      ctx.clock.advance(60)
      await run()
      expect(await notices()).toEqual([expect.stringContaining(words)])
      expect((await witnessStates(ctx.db.read))[0]!.failingSince).toEqual(new Date('2026-11-02T10:00+08:00'))
      answer = cosigns
      await run()
      expect(await notices()).toEqual([])
      expect((await witnessStates(ctx.db.read))[0]!.failingSince).toBeNull()
    },
  )

  it.each([
    ['says that the log is not what it was', status(422), '和它以前见过的对不上'],
    ['has seen more than there is', () => conflict(1000), '见过 1000 条'],
  ] as const)('raises an alarm at once when a witness %s', async (_, says, words) => {
    answer = says
    await run()
    expect(await notices()).toEqual([expect.stringMatching(new RegExp(`^警报.*${words}`))])
  })

  it('forgets a witness that is no longer configured, with its notice', async () => {
    answer = status(422)
    await run()
    await run({ ...ctx, config: { ...ctx.config, witnesses: [] } })
    expect(await notices()).toEqual([])
    expect(await witnessStates(ctx.db.read)).toEqual([])
  })

  it('asks a witness again that has another key now', async () => {
    await run()
    const second = signer('another secret', 4)
    const renewed = { ...second.key, name: key.name, id: keyId(key.name, 4, second.key.publicKey) }
    const config = {
      ...ctx.config,
      witnesses: [{ key: renewed, verifier: formatVerifierKey(renewed), url: 'https://w.example' }],
    }
    answer = request => ok(cosign(renewed, second.sign, read(request).note.text, 9))
    await run({ ...ctx, config })
    const [line, ...more] = await stored()
    expect(more).toEqual([])
    expect(cosignedAt(line!, formatVerifierKey(renewed), textIn((await newest()).note))).toBe(9)
  })
})

describe('two offices, one the witness of the other', () => {
  it('goes on day by day, over a change of key', async () => {
    const witness = await testContext({ config: { BASE_URL: 'https://witness.example' } })
    const { verifier } = await witnessKey(witness)
    const own = await testContext({ config: { LEDGER_WITNESSES: `${verifier} https://witness.example/x` } })
    const STATUS = {
      cosigned: 200,
      malformed: 400,
      untrusted: 403,
      unknown: 404,
      conflict: 409,
      inconsistent: 422,
    }
    const ask: AskWitness = async (_prefix, request) => {
      const result = await cosignCheckpoint(witness, Buffer.from(request))
      const body = result.outcome === 'cosigned' ? result.lines : 'size' in result ? `${result.size}\n` : ''
      const type = result.outcome === 'conflict' ? 'text/x.tlog.size' : 'text/plain'
      return { status: STATUS[result.outcome], type, body }
    }
    const cosigned = async () => {
      await closeDays(own)
      await askWitnesses({ ...own, askWitness: ask })
      return cosignaturesOf(own.db.read, (await newestCheckpoint(own.db.read))!.size)
    }
    own.clock.set('2026-11-02T10:00+08:00')
    expect(await cosigned()).toEqual([])
    await trustLog(witness, (await ledgerKeys(own.db.read))[0]!.verifier)
    expect(await cosigned()).toHaveLength(1)
    for (let i = 0; i < 6; i++) await openedCase(own)
    own.clock.set('2026-11-03T10:00+08:00')
    expect(await cosigned()).toHaveLength(1)

    const next = await prepareKey(own)
    own.clock.set('2026-11-04T10:00+08:00')
    expect(await cosigned()).toEqual([])
    await trustLog(witness, next)
    expect(await cosigned()).toHaveLength(1)
    const { size } = (await newestCheckpoint(own.db.read))!
    expect((await listWitnessed(witness)).map(log => log.size)).toEqual([String(size)])
    await own.close()
    await witness.close()
  })
})
