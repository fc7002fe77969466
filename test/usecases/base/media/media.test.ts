import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest'
import type { Channel, Inbound } from '../../../../src/domain/base/message.ts'
import { storeMedia } from '../../../../src/usecases/base/media/store-media.ts'
import { makeTurns } from '../../../../src/usecases/base/media/turns.ts'
import { readAttachment } from '../../../../src/usecases/cases/shown/read-attachment.ts'
import { fetchMedia } from '../../../../src/usecases/talk/fetch-media.ts'
import { receiveMessage } from '../../../../src/usecases/talk/receive-message.ts'
import { openedCase } from '../../../helpers/cases.ts'
import { MemoryChannel, type TestContext, testContext, typed } from '../../../helpers/context.ts'
import {
  ascii,
  MARK,
  markedFilm,
  markedMp3,
  markedOpus,
  markedPicture,
  markedWav,
} from '../../../helpers/media.ts'

const HEIC = readFileSync(join(import.meta.dirname, '../../../fixtures/iphone.heic'))
const PDF = ascii(`%PDF-1.7 /Author (${MARK})`)

let ctx: TestContext
let telegram: MemoryChannel & Pick<Channel, 'fetchMedia'>
beforeEach(async () => {
  telegram = new MemoryChannel('telegram')
  ctx = await testContext({ channels: [new MemoryChannel('web'), telegram] })
})
afterEach(() => ctx.close())

const says = (from: string, text: string, more: Partial<Inbound> = {}) =>
  receiveMessage(ctx, typed(ctx, from, text, more), { passive: all => all.length })
const sends = (from: string, bytes: Uint8Array, more: Partial<Inbound> = {}) =>
  receiveMessage(
    ctx,
    typed(ctx, from, '', {
      kind: 'media',
      media: [{ kind: 'photo', bytes, name: '张三的文件.jpg' }],
      ...more,
    }),
    { passive: all => all.length },
  )
const all = () => ctx.db.read.attachment.findMany({ orderBy: { id: 'asc' } })

describe('what a resident sends', () => {
  test.each([
    ['JPEG', () => markedPicture('jpeg'), 'image/jpeg'],
    ['PNG', () => markedPicture('png'), 'image/jpeg'],
    ['WebP', () => markedPicture('webp'), 'image/jpeg'],
    ['TIFF', () => markedPicture('tiff'), 'image/jpeg'],
    ['AVIF', () => markedPicture('avif'), 'image/jpeg'],
    ['HEIC', () => HEIC, 'image/jpeg'],
    ['MP4', () => markedFilm().bytes, 'video/mp4'],
    ['MOV', () => markedFilm('qt  ').bytes, 'video/quicktime'],
    ['MP3', () => markedMp3().bytes, 'audio/mpeg'],
    ['WAV', () => markedWav(), 'audio/wav'],
    ['Ogg', () => markedOpus(), 'audio/ogg'],
  ])('as %s is kept without place, make and name', async (_name, make, mime) => {
    const bytes = await make()
    expect(Buffer.from(bytes).includes(MARK)).toBe(true)
    const stored = await storeMedia(ctx, bytes)
    expect(stored).toMatchObject({ mime, cleaned: true })
    const kept = await ctx.files.get(stored.hash)
    expect(kept.includes(MARK)).toBe(false)
    if (mime === 'image/jpeg') {
      const { exif, xmp, iptc } = await sharp(kept).metadata()
      expect([exif, xmp, iptc]).toEqual([undefined, undefined, undefined])
    }
  })

  it('as HEIC is the same picture', async () => {
    const { hash } = await storeMedia(ctx, HEIC)
    const { data, info } = await sharp(await ctx.files.get(hash))
      .raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height]).toEqual([64, 48])
    const [r, g, b] = data.subarray((47 * 64 + 63) * 3)
    expect(r!).toBeGreaterThan(150)
    expect(g! + b!).toBeLessThan(180)
  })

  it('as a HEIC of another make stays a download with its ending, and the writer is asked for a JPEG', async () => {
    const broken = Buffer.concat([HEIC.subarray(0, 300), Buffer.alloc(400)])
    const { replies } = await sends('a', broken)
    expect(replies.map(r => r.text).join()).toContain('换成 JPG 再发')
    const [row] = await all()
    expect(row).toMatchObject({ kind: 'photo', mime: 'image/heic', cleaned: false })
    const auditor = { kind: 'officer', id: 1, name: '林', role: 'dispatcher' } as const
    const file = await readAttachment(ctx, row!.id, auditor)
    expect(file).toMatchObject({ inline: false, mime: 'application/octet-stream' })
    expect(file.name).toMatch(/\.heic$/)
  })

  it('twelve times at once is drawn once', async () => {
    const bytes = await markedPicture('png', 400)
    const put = vi.spyOn(ctx.files, 'put')
    const stored = await Promise.all(Array.from({ length: 12 }, () => storeMedia(ctx, bytes)))
    expect(new Set(stored.map(s => s.hash)).size).toBe(1)
    // Once to keep it; each later one finds it whole.
    expect(new Set(await Promise.all(put.mock.calls.map(([b]) => ctx.secrets.keyBytes(b)))).size).toBe(1)
    expect(await ctx.db.read.attachment.count()).toBe(0)
  })

  it('is refused in words when it has more pixels than memory is for', async () => {
    const bomb = await sharp({
      create: { width: 12_000, height: 6000, channels: 3, background: '#111' },
    })
      .png()
      .toBuffer()
    await expect(storeMedia(ctx, bomb)).rejects.toMatchObject({ code: 'unsupported_type' })
  })
})

it('a JPEG of more scans than any phone writes is refused before it is decoded', async () => {
  const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#456' } })
    .jpeg({ progressive: true })
    .toBuffer()
  expect((await storeMedia(ctx, photo)).cleaned).toBe(true)
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0x10, 0])
  const bomb = Buffer.concat([photo.subarray(0, -2), ...Array(300).fill(scan), photo.subarray(-2)])
  await expect(storeMedia(ctx, bomb)).rejects.toMatchObject({ code: 'unsupported_type' })
})

describe('heavy work', () => {
  it('goes on one at a time, refuses who would wait too long, and never a worker', async () => {
    const turns = makeTurns(1, 1)
    let running = 0
    let most = 0
    let open = () => {}
    const gate = new Promise<void>(resolve => {
      open = resolve
    })
    const work = async () => {
      most = Math.max(most, ++running)
      await gate
      running--
    }
    const first = turns.run(work)
    const second = turns.run(work)
    await expect(turns.run(work)).rejects.toMatchObject({
      code: 'unavailable',
      extra: { retryAfterSeconds: 30 },
    })
    const third = turns.run(work, { patient: true })
    open()
    await Promise.all([first, second, third])
    expect(most).toBe(1)
    await turns
      .run(async () => {
        throw new Error('x')
      })
      .catch(() => {})
    await turns.run(work)
  })
})

/** An anonymous report with files sent before the choice. */
async function report(from: string, files: Uint8Array[], more: Partial<Inbound> = {}) {
  await says(from, '举报', more)
  await says(from, '村会计把修路的钱存进了自己的户头，去年十月起。', more)
  for (const bytes of files) await sends(from, bytes, more)
  await says(from, '完成', more)
  await says(from, '匿名', more)
  return says(from, '确认', more)
}

describe('an anonymous report', () => {
  it('keeps what was cleaned, drops what was not, and its writer is told what to do', async () => {
    const { replies } = await report('a', [await markedPicture(), PDF])
    expect(await ctx.db.read.case.findMany()).toMatchObject([{ anonymous: true }])
    const [photo, pdf] = await all()
    expect(photo).toMatchObject({ status: 'stored', cleaned: true, name: null })
    expect(pdf).toMatchObject({ status: 'failed', hash: null, name: null })
    expect(pdf!.error).toContain('没有收')
    expect(replies.map(r => r.text).join('\n')).toMatch(
      /有 1 个文件里可能有您的信息，匿名举报不能收.*请拍照发来/,
    )
  })

  it('drops what is sent after it, too', async () => {
    await report('a', [])
    const { replies } = await sends('a', PDF)
    expect(replies.map(r => r.text).join('\n')).toContain('请拍照发来')
    expect(await all()).toMatchObject([{ status: 'failed', hash: null }])
  })

  it('drops what its channel hands over only later, and says so by the outbox', async () => {
    telegram.fetchMedia = async () => ({ bytes: PDF, mime: 'application/pdf', name: '张三.pdf' })
    const more = { channel: 'telegram' } as const
    await says('t', '举报', more)
    await says('t', '村会计把修路的钱存进了自己的户头，去年十月起。', more)
    await says('t', '', { ...more, kind: 'media', media: [{ kind: 'file', ref: 'x', name: '张三.pdf' }] })
    await says('t', '完成', more)
    await says('t', '匿名', more)
    await says('t', '确认', more)
    expect(await all()).toMatchObject([{ status: 'pending', name: null }])
    await fetchMedia(ctx)
    expect(await all()).toMatchObject([{ status: 'failed', hash: null, name: null }])
    const told = await ctx.db.read.outbox.findFirst({
      where: { dedupeKey: { startsWith: 'media:' } },
      include: { message: true },
    })
    expect(told!.message.text).toContain('请拍照发来')
  })

  it('is the only one that refuses: a named case keeps the document', async () => {
    await openedCase(ctx, { channel: 'web' })
    await sends('b', PDF)
    expect(await all()).toMatchObject([
      { status: 'stored', mime: 'application/pdf', cleaned: false, name: '张三的文件.jpg' },
    ])
  })
})
