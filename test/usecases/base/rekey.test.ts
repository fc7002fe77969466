import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest'
import { makeSecrets } from '../../../src/domain/base/secrets.ts'
import { checkLedger } from '../../../src/domain/numbers/ledger/verify/check-ledger.ts'
import { utf8 } from '../../../src/domain/numbers/log/bytes.ts'
import type { Actor } from '../../../src/domain/people/actor.ts'
import { openDatabase, openForRekey } from '../../../src/store/base/database.ts'
import { connectionsOfOthers, namedUrl } from '../../../src/store/base/keys/offline.ts'
import { REKEYED_COLUMNS } from '../../../src/store/base/keys/rekey-columns.ts'
import { findContact } from '../../../src/store/talk/contacts.ts'
import { makeSample } from '../../../src/tools/sample/mod.ts'
import { type RekeyJob, rekey, standingOf } from '../../../src/usecases/base/rekey.ts'
import { issueCode } from '../../../src/usecases/cases/own/case-codes.ts'
import { openOwnCase } from '../../../src/usecases/cases/own/own-case.ts'
import { listCases } from '../../../src/usecases/cases/shown/list-cases.ts'
import { closeDays } from '../../../src/usecases/numbers/ledger/close-days.ts'
import { ledgerFiles } from '../../../src/usecases/numbers/ledger/export-ledger.ts'
import { createToken, officerOfToken } from '../../../src/usecases/people/api-tokens.ts'
import {
  beginFactor,
  confirmFactor,
  secondFactor,
  takeCode,
} from '../../../src/usecases/people/second-factor.ts'
import { officerOfCookie, type SignedIn, signIn } from '../../../src/usecases/people/sign-in.ts'
import { makeThrottle } from '../../../src/usecases/people/sign-in-throttle.ts'
import { verifyAudit } from '../../../src/usecases/people/verify-audit.ts'
import { receiveMessage } from '../../../src/usecases/talk/receive-message.ts'
import { type TestContext, testContext, typed } from '../../helpers/context.ts'
import { readerOf } from '../../helpers/ledger-log.ts'
import { markedPicture } from '../../helpers/media.ts'
import { rawSql, storedRows } from '../../helpers/stored-rows.ts'
import { sendLines } from '../../helpers/talk.ts'
import { appCode } from '../../helpers/totp.ts'

const OLD = 'a key for tests only, long enough to pass'
const NEW = 'the key that follows it, long enough as well'
const THIRD = 'and the third key, which is long enough, too'
const PASSWORD = 'a-password-for-tests'

const MANAGER: Actor = { kind: 'officer', id: 4, name: '罗建平', role: 'manager' }

let ctx: TestContext

/** An office with everything in it that depends on the key. */
beforeEach(async () => {
  ctx = await testContext()
  await makeSample(ctx, {
    until: new Date('2026-11-19T15:30+08:00'),
    setClock: ctx.clock.set,
    password: () => PASSWORD,
    weeks: 1,
    casesPerWeek: 6,
  })
  await sendLines(ctx, 'visitor-1', ['幸福路的路灯坏了，天黑看不见'])
  await receiveMessage(
    ctx,
    typed(ctx, 'visitor-1', '', {
      kind: 'media',
      media: [{ kind: 'photo', bytes: await markedPicture(), mime: 'image/jpeg' }],
    }),
  )
})
afterEach(() => ctx.close())

/** Stops the process of the test's context, changes the key, and starts it again. */
async function changed(to: string, from = OLD, more: Partial<RekeyJob> = {}) {
  await ctx.db.close()
  const db = await openForRekey(ctx.config.databaseUrl, makeSecrets(from))
  try {
    return await rekey({ db, dataDir: ctx.dir, oldKey: from, newKey: to, now: ctx.now, ...more })
  } finally {
    await db.close()
    const stopped = { ...ctx.db, close: async () => {} }
    ctx = { ...ctx, db: stopped, close: async () => rmSync(ctx.dir, { recursive: true, force: true }) }
  }
}
async function startedWith(key: string): Promise<TestContext> {
  ctx = await testContext({
    dir: ctx.dir,
    databaseUrl: ctx.config.databaseUrl,
    clock: ctx.clock,
    config: { SECRET_KEY: key },
  })
  return ctx
}

const codesOf = async () => {
  const cases = await ctx.db.read.case.findMany({ orderBy: { number: 'asc' } })
  return cases.map(({ number }) => [number, ctx.secrets.trackingCode(number)] as const)
}
/** Everything in the database that was encrypted. */
async function sealedValues(): Promise<Set<string>> {
  const values = new Set<string>()
  for (const model of Object.keys(REKEYED_COLUMNS))
    for (const row of await storedRows(ctx, model))
      for (const value of Object.values(row))
        if (typeof value === 'string' && /^(s:\w+\.\w+:)?v1\./.test(value)) values.add(value)
  return values
}
const fileNames = () =>
  readdirSync(join(ctx.dir, 'attachments'), { recursive: true, encoding: 'utf8' })
    .filter(name => name.length > 60)
    .map(name => name.slice(3))
const pathOf = (name: string) => join(ctx.dir, 'attachments', name.slice(0, 2), name)

const enter = (login: string) =>
  signIn(ctx, { login, password: PASSWORD, address: '10.0.0.1', agent: 'test' }, makeThrottle())

describe('after a change of SECRET_KEY', () => {
  it('everybody is where they were', async () => {
    const signed = await enter('guanli')
    const admin = (await officerOfCookie(ctx, signed.cookie!))!
    await beginFactor(ctx, admin)
    const { pending } = await secondFactor(ctx, admin)
    const [recovery] = await confirmFactor(ctx, admin, appCode(pending!.key, ctx.now()))
    const token = await createToken(ctx, 'guanli', { name: 'x', scopes: ['read'], days: 30 })
    await ctx.db.inTransaction(tx =>
      tx.apiToken.updateMany({ data: { confirmedAt: ctx.now(), role: 'admin' } }),
    )
    const before = await codesOf()
    const dispatcher = (await ctx.db.read.officer.findUniqueOrThrow({
      where: { login: 'shouli' },
    })) as never as SignedIn
    const anyCase = before[0]![0]
    const issued = await issueCode(ctx, anyCase, { ...dispatcher, kind: 'officer' }, 'receipt')
    const contact = (await findContact(ctx.db.read, ctx.secrets, 'web', 'visitor-1'))!
    const photo = (await ctx.db.read.attachment.findMany({ where: { hash: { not: null } } }))[0]!
    const bytes = await ctx.files.get(photo.hash!)
    await closeDays(ctx)
    const size = (await rawSql(ctx, 'SELECT "size" FROM "LedgerHead"'))[0]!['size'] as number
    const delivered = typed(ctx, 'visitor-1', '还有水沟也堵了')
    await receiveMessage(ctx, delivered)
    const found = (await listCases(ctx, { q: '路' }, MANAGER)).items.map(c => c.number)
    expect(found.length).toBeGreaterThan(1)
    const messages = (await storedRows(ctx, 'Message')).length

    const done = await changed(NEW)
    expect(done.unreadable).toEqual(new Map())
    expect(done.opened).toBeGreaterThan(100)
    expect(done.files).toBe(1)
    await startedWith(NEW)

    // Residents' codes, and those that officers gave out.
    expect(await codesOf()).toEqual(before)
    await openOwnCase(ctx, ...before[0]!)
    await openOwnCase(ctx, anyCase, issued.code)
    await expect(openOwnCase(ctx, anyCase, 'AAAAAAAAAA')).rejects.toThrow()
    // Officers.
    expect(await officerOfCookie(ctx, signed.cookie!)).toBeNull()
    expect((await enter('shouli')).officer?.name).toBe('林小梅')
    expect((await enter('guanli')).challenge).toBeDefined()
    const row = await ctx.db.read.officer.findUniqueOrThrow({ where: { login: 'guanli' } })
    ctx.clock.advance(1)
    const take = (code: string) => ctx.db.inTransaction(tx => takeCode(tx, ctx, row as never, code))
    expect(await take(appCode(pending!.key, ctx.now()))).toBe('app')
    expect(await take(recovery!)).toBe('recovery')
    expect(await officerOfToken(ctx, token)).not.toBeNull()
    expect((await verifyAudit(ctx, [])).ok).toBe(true)
    // A known contact, and a delivery that comes again.
    expect((await findContact(ctx.db.read, ctx.secrets, 'web', 'visitor-1'))!.id).toBe(contact.id)
    await receiveMessage(ctx, delivered)
    expect((await storedRows(ctx, 'Message')).length).toBe(messages)
    // Search.
    expect((await listCases(ctx, { q: '路' }, MANAGER)).items.map(c => c.number)).toEqual(found)
    // Files.
    const again = await ctx.db.read.attachment.findUniqueOrThrow({ where: { id: photo.id } })
    expect(again.hash).not.toBe(photo.hash)
    expect(await ctx.files.get(again.hash!)).toEqual(bytes)
    expect(await ctx.files.put(bytes)).toBe(again.hash)
    // The ledger goes on.
    ctx.clock.set('2026-11-23T10:00+08:00')
    await closeDays(ctx)
    expect((await rawSql(ctx, 'SELECT "size" FROM "LedgerHead"'))[0]!['size']).toBeGreaterThan(size)
    const files = new Map<string, Uint8Array>()
    for await (const { path, body } of ledgerFiles(ctx))
      files.set(path, typeof body === 'string' ? utf8(body) : body)
    expect((await checkLedger(readerOf(files), { today: '2026-11-23' })).differences).toEqual([])
  })

  it('and nothing of the key before is left, in rows or in files', async () => {
    const sealedBefore = await sealedValues()
    expect(sealedBefore.size).toBeGreaterThan(100)
    const namesBefore = fileNames()
    await changed(NEW)
    await startedWith(NEW)
    const sealedNow = await sealedValues()
    expect(sealedNow.size).toBe(sealedBefore.size)
    expect([...sealedNow].filter(value => sealedBefore.has(value))).toEqual([])
    expect(fileNames()).toHaveLength(namesBefore.length)
    expect(fileNames().filter(name => namesBefore.includes(name))).toEqual([])
    if (inject('postgres')) return
    await ctx.db.close()
    const bytes = readFileSync(join(ctx.dir, 'huiyin.db'))
    expect([...sealedBefore].filter(value => bytes.includes(value))).toEqual([])
    await startedWith(NEW)
  })

  it('another one can follow', async () => {
    const before = await codesOf()
    const contact = (await findContact(ctx.db.read, ctx.secrets, 'web', 'visitor-1'))!
    await changed(NEW)
    await changed(THIRD, NEW)
    await startedWith(THIRD)
    expect(await codesOf()).toEqual(before)
    expect((await findContact(ctx.db.read, ctx.secrets, 'web', 'visitor-1'))!.id).toBe(contact.id)
    expect((await listCases(ctx, { q: '路' }, MANAGER)).items.length).toBeGreaterThan(1)
    const [photo] = await ctx.db.read.attachment.findMany({ where: { hash: { not: null } } })
    expect((await ctx.files.get(photo!.hash!)).length).toBeGreaterThan(100)
  })

  it('residents have new codes if the old ones are given up, and the ledger is the same', async () => {
    const [[number, code]] = (await codesOf()) as [[string, string]]
    const salt = ctx.secrets.ledgerSalt(number)
    await changed(NEW, OLD, { newCodes: true })
    await startedWith(NEW)
    await expect(openOwnCase(ctx, number, code)).rejects.toThrow()
    await openOwnCase(ctx, number, ctx.secrets.trackingCode(number))
    expect(ctx.secrets.ledgerSalt(number)).toBe(salt)
    // Nor do they come back.
    await changed(THIRD, NEW)
    const now = ctx.secrets.trackingCode(number)
    await startedWith(THIRD)
    expect(ctx.secrets.trackingCode(number)).toBe(now)
  })
})

describe('a change that is killed', () => {
  it('after any batch goes on where it was, and nobody starts meanwhile', async () => {
    const before = await codesOf()
    const contact = (await findContact(ctx.db.read, ctx.secrets, 'web', 'visitor-1'))!
    const texts = (await ctx.db.read.message.findMany({ orderBy: { id: 'asc' } })).map(m => m.text)
    let kills = 0
    for (;;) {
      // Two batches further each time: table by table, the files, the check.
      let batches = 0
      const died = await changed(NEW, OLD, {
        onProgress: () => {
          if (++batches === 2 + (kills > 40 ? 10_000 : 0)) throw new Error('killed')
        },
      }).then(
        () => false,
        (error: Error) => error.message === 'killed' || Promise.reject(error),
      )
      if (!died) break
      kills++
      await expect(
        openDatabase(ctx.config.databaseUrl, makeSecrets(kills % 2 ? OLD : NEW)),
      ).rejects.toMatchObject({ name: 'RekeyUnfinished' })
    }
    expect(kills).toBeGreaterThan(15)
    await startedWith(NEW)
    expect(await codesOf()).toEqual(before)
    expect((await findContact(ctx.db.read, ctx.secrets, 'web', 'visitor-1'))!.id).toBe(contact.id)
    expect((await ctx.db.read.message.findMany({ orderBy: { id: 'asc' } })).map(m => m.text)).toEqual(texts)
    const [photo] = await ctx.db.read.attachment.findMany({ where: { hash: { not: null } } })
    expect((await ctx.files.get(photo!.hash!)).length).toBeGreaterThan(100)
  })

  it('while a file had its new name and still the old one, too', async () => {
    const old = fileNames()
    const copy = readFileSync(pathOf(old[0]!))
    await expect(
      changed(NEW, OLD, {
        onProgress: ({ what }) => {
          if (what === '附件') throw new Error('killed')
        },
      }),
    ).rejects.toThrow('killed')
    mkdirSync(join(pathOf(old[0]!), '..'), { recursive: true })
    writeFileSync(pathOf(old[0]!), copy)
    await changed(NEW)
    expect(fileNames()).toHaveLength(1)
    expect(fileNames()).not.toEqual(old)
  })
})

describe('a change is refused', () => {
  it('with a key that does not open the data, and nothing is changed', async () => {
    const before = await sealedValues()
    await expect(changed(NEW, THIRD)).rejects.toMatchObject({ name: 'WrongSecretKey' })
    await startedWith(OLD)
    expect(await sealedValues()).toEqual(before)
  })

  it('while somebody else uses the database, and can be tried again', async () => {
    const alone = () => Promise.reject(new Error('others'))
    await expect(changed(NEW, OLD, { alone })).rejects.toThrow('others')
    await startedWith(OLD)
    await changed(NEW)
    await expect(changed(THIRD, NEW, { alone })).rejects.toThrow('others')
    await startedWith(NEW)
  })

  it.runIf(inject('postgres'))('on PostgreSQL because of each connection that is not its own', async () => {
    const url = namedUrl(ctx.config.databaseUrl, 'ours')
    await ctx.db.read.case.count()
    const db = await openForRekey(url, makeSecrets(OLD))
    const others = () => connectionsOfOthers(db, 'ours')
    expect(await others()).toBeGreaterThan(0)
    await ctx.db.close()
    await expect.poll(others).toBe(0)
    await db.close()
    await startedWith(OLD)
  })

  it('while files of an old version lie in the clear', async () => {
    const name = 'ab'.repeat(32)
    mkdirSync(join(ctx.dir, 'attachments', 'ab'), { recursive: true })
    writeFileSync(pathOf(name), 'in the clear')
    await expect(changed(NEW)).rejects.toThrow('1 个旧版本留下的附件没有加密')
    await startedWith(OLD)
  })

  it('of a start with the key before, or with any other', async () => {
    await changed(NEW)
    for (const key of [OLD, THIRD])
      await expect(openDatabase(ctx.config.databaseUrl, makeSecrets(key))).rejects.toMatchObject({
        name: 'WrongSecretKey',
      })
    await startedWith(NEW)
  })
})

it('says where a change stands', async () => {
  const standing = async (oldKey: string, newKey: string) => {
    const db = await openForRekey(ctx.config.databaseUrl, makeSecrets(oldKey))
    try {
      return await standingOf(db, oldKey, newKey)
    } finally {
      await db.close()
    }
  }
  expect(await standing(OLD, NEW)).toBe('not begun')
  const killed = () => {
    throw new Error('killed')
  }
  await changed(NEW, OLD, { onProgress: killed }).catch(() => {})
  expect(await standing(OLD, NEW)).toBe('under way')
  expect(await standing(OLD, THIRD)).toBe('other key')
  await changed(NEW)
  expect(await standing(OLD, NEW)).toBe('done')
  expect(await standing(NEW, THIRD)).toBe('not begun')
  expect(await standing(OLD, THIRD)).toBe('other key')
  await startedWith(NEW)
})

it('leaves what opens with neither key as it is, and counts it', async () => {
  const spoilt = `s:Message.text:${makeSecrets(THIRD).seal('x', 'Message.text')}`
  const [{ id }] = (await rawSql(ctx, 'SELECT MIN("id") AS "id" FROM "Message"')) as [{ id: number }]
  await rawSql(ctx, 'UPDATE "Message" SET "text" = ? WHERE "id" = ?', [spoilt, id])
  const done = await changed(NEW)
  expect([...done.unreadable]).toEqual([['Message.text', 1]])
  await startedWith(NEW)
  expect(await rawSql(ctx, 'SELECT "text" FROM "Message" WHERE "id" = ?', [id])).toEqual([{ text: spoilt }])
})
