import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openNotices } from '../../../../src/store/office/notices.ts'
import { enoughDisk, RESERVE_BYTES } from '../../../../src/usecases/base/media/enough-disk.ts'
import { tidyFiles } from '../../../../src/usecases/talk/forget/tidy-files.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { type TestContext, testContext } from '../../../helpers/context.ts'
import { ascii, MARK, markedPicture } from '../../../helpers/media.ts'

let ctx: TestContext
beforeEach(async () => {
  ctx = await testContext()
})
afterEach(() => ctx.close())

const pathOf = (hash: string) => join(ctx.dir, 'attachments', hash.slice(0, 2), hash)
const age = (path: string, hours: number) => {
  const then = new Date(Date.now() - hours * 3_600_000)
  utimesSync(path, then, then)
}
/** A file as an earlier version kept it: in the clear, by its SHA-256. */
function plain(bytes: Uint8Array): string {
  const hash = createHash('sha256').update(bytes).digest('hex')
  mkdirSync(join(pathOf(hash), '..'), { recursive: true })
  writeFileSync(pathOf(hash), bytes)
  return hash
}
const row = (hash: string, mime: string, more: { caseId?: number } = {}) =>
  ctx.db.inTransaction(tx =>
    tx.attachment.create({
      data: { kind: 'photo', status: 'stored', hash, mime, bytes: 1, createdAt: ctx.now(), ...more },
    }),
  )
const rows = () => ctx.db.read.attachment.findMany({ orderBy: { id: 'asc' } })

describe('the files of an earlier version', () => {
  it('are cleaned and sealed, and the originals removed', async () => {
    const old = plain(await markedPicture('jpeg'))
    await row(old, 'image/jpeg')
    await tidyFiles(ctx)
    const [after] = await rows()
    expect(after).toMatchObject({ status: 'stored', cleaned: true, mime: 'image/jpeg' })
    expect(after!.hash).not.toBe(old)
    // The exact size would tell that two cases have the same photo.
    expect(after!.bytes! % (64 * 1024)).toBe(0)
    expect((await ctx.files.get(after!.hash!)).includes(MARK)).toBe(false)
    expect(readFileSync(pathOf(after!.hash!)).subarray(0, 4).toString()).toBe('HYF1')
    age(pathOf(old), 48)
    await tidyFiles(ctx)
    expect(existsSync(pathOf(old))).toBe(false)
    expect(existsSync(pathOf(after!.hash!))).toBe(true)
  })

  it('that cannot be cleaned are sealed, and removed from anonymous cases', async () => {
    const pdf = ascii(`%PDF-1.4 ${MARK}`)
    const number = await openedCase(ctx, {
      kind: 'report',
      text: '村里的账对不上。',
      channel: 'web',
      anonymous: true,
    })
    const { id } = await ctx.db.read.case.findUniqueOrThrow({ where: { number } })
    await row(plain(pdf), 'application/pdf', { caseId: id })
    await row(plain(pdf), 'application/pdf')
    await tidyFiles(ctx)
    const [secret, named] = await rows()
    expect(secret).toMatchObject({ status: 'failed', hash: null })
    expect(named).toMatchObject({ status: 'stored', cleaned: false })
    expect((await ctx.files.get(named!.hash!)).equals(pdf)).toBe(true)
    expect(readFileSync(pathOf(named!.hash!)).includes(MARK)).toBe(false)
  })

  it('that are missing on the disk do not stop the others', async () => {
    await row('0'.repeat(64), 'image/jpeg')
    await row(plain(await markedPicture('png')), 'image/png')
    await tidyFiles(ctx)
    expect((await rows()).map(r => r.cleaned)).toEqual([null, true])
  })
})

describe('files that nothing refers to', () => {
  it('are removed after a day; newer ones and those of a row stay', async () => {
    const [orphan, used, played, young] = await Promise.all(
      ['orphan', 'used', 'played', 'young'].map(text => ctx.files.put(Buffer.from(text))),
    )
    await row(used!, 'audio/mpeg')
    await ctx.db.inTransaction(tx =>
      tx.attachment.create({
        data: { kind: 'voice', status: 'failed', playHash: played!, cleaned: true, createdAt: ctx.now() },
      }),
    )
    await ctx.db.inTransaction(tx => tx.attachment.updateMany({ data: { cleaned: true } }))
    for (const hash of [orphan, used, played]) age(pathOf(hash!), 25)
    const half = join(ctx.dir, 'incoming', randomBytes(4).toString('hex'))
    mkdirSync(join(half, '..'))
    writeFileSync(half, 'x')
    age(half, 2)
    await tidyFiles(ctx)
    expect([orphan, used, played, young].map(hash => existsSync(pathOf(hash!)))).toEqual([
      false,
      true,
      true,
      true,
    ])
    expect(readdirSync(join(ctx.dir, 'incoming'))).toEqual([])
  })
})

it('files are refused while the disk is nearly full; administrators get one notice, which is cleared afterwards', async () => {
  const free = async () => RESERVE_BYTES + 10
  await enoughDisk(ctx, 10, free)
  for (let i = 0; i < 3; i++)
    await expect(enoughDisk(ctx, 11, free)).rejects.toMatchObject({ code: 'no_space', status: 507 })
  expect(await openNotices(ctx.db)).toMatchObject([{ code: 'disk:full', count: 1 }])
  await enoughDisk(ctx, 10, free)
  expect(await openNotices(ctx.db)).toEqual([])
})
