import sharp from 'sharp'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { WeChatApi } from '../../../src/channels/wechat/api.ts'
import { WeChatError } from '../../../src/channels/wechat/errors.ts'
import { UPLOADS, type UploadKind, upload } from '../../../src/channels/wechat/upload.ts'
import { TONE, voiceOf } from '../../helpers/voice.ts'
import { APP, type Bench, MemoryTokens, makeBench, SECRET } from './bench.ts'

const PATH = '/cgi-bin/media/upload'
let bench: Bench
let api: WeChatApi
beforeEach(async () => {
  bench = await makeBench()
  const { wechat, clock } = bench
  api = new WeChatApi({
    appId: APP,
    appSecret: SECRET,
    apiBase: wechat.base,
    store: new MemoryTokens(),
    now: clock.now,
  })
})
afterEach(() => bench.stop())

const create = { width: 4, height: 4, channels: 3, background: '#123456' } as const
const jpeg = () => sharp({ create }).jpeg().toBuffer()
/** The right first bytes, and any size. */
const padded = (head: Uint8Array, size: number) =>
  new Uint8Array(Buffer.concat([head, Buffer.alloc(Math.max(0, size - head.length))]))
const mp4 = () => new Uint8Array(Buffer.concat([Buffer.alloc(4), Buffer.from('ftypisom'), Buffer.alloc(20)]))

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 0,
    (error: unknown) => (error instanceof WeChatError ? error.code : String(error)),
  )
const now = () => bench.clock.now()

it('sends each kind up and gets its id, good for almost three days', async () => {
  const png = await sharp({ create }).png().toBuffer()
  const files: [UploadKind, Uint8Array][] = [
    ['image', png],
    ['image', await jpeg()],
    ['voice', TONE],
    ['video', mp4()],
    ['thumb', await jpeg()],
  ]
  for (const [kind, bytes] of files) {
    const { mediaId, expiresAt } = await upload(api, kind, bytes, now())
    expect(expiresAt.getTime() - now().getTime()).toBeLessThan(3 * 24 * 3600_000)
    if (kind === 'video') continue
    const fetched = await api.media(mediaId)
    expect(Buffer.compare(fetched.bytes, bytes), kind).toBe(0)
  }
})

it('refuses by itself what WeChat would refuse, with WeChat’s code', async () => {
  const photo = await jpeg()
  const files: [UploadKind, Uint8Array, number][] = [
    ['image', padded(photo, UPLOADS.image.bytes + 1), 40009],
    ['voice', padded(TONE, UPLOADS.voice.bytes + 1), 40010],
    ['video', padded(mp4(), UPLOADS.video.bytes + 1), 40011],
    ['thumb', padded(photo, UPLOADS.thumb.bytes + 1), 40012],
    ['image', TONE, 40005],
    ['voice', photo, 40005],
    ['thumb', await sharp({ create }).png().toBuffer(), 40005],
    ['image', new Uint8Array(0), 40005],
  ]
  for (const [kind, bytes, code] of files) expect(await codeOf(upload(api, kind, bytes, now()))).toBe(code)
  expect(bench.wechat.calls(PATH)).toEqual([])
})

it('the stand-in refuses wrong types and sizes in WeChat’s codes', async () => {
  const photo = await jpeg()
  const send = (type: string, bytes: Uint8Array) =>
    codeOf(api.upload(PATH, { type }, { bytes, mime: 'x/y', name: 'a' }))
  expect(await send('picture', photo)).toBe(40004)
  expect(await send('image', new Uint8Array(0))).toBe(41005)
  expect(await send('image', Buffer.from('<svg/>'))).toBe(40005)
  expect(await send('image', padded(photo, 10 * 1024 * 1024 + 1))).toBe(40009)
  expect(await send('voice', voiceOf(61))).toBe(45007)
  expect(await send('voice', voiceOf(60))).toBe(0)
  expect(await send('thumb', padded(photo, 64 * 1024 + 1))).toBe(40012)
  expect(await send('video', photo)).toBe(40005)
})

it('an id that is three days old is gone', async () => {
  const { mediaId } = await upload(api, 'image', await jpeg(), now())
  bench.clock.forward(3 * 24 * 3600_000 + 1000)
  await expect(api.media(mediaId)).rejects.toMatchObject({ code: 'not_found' })
})

it('a token that is no longer good is replaced, and the file sent again whole', async () => {
  bench.wechat.trouble({ errcode: 42001 }, PATH)
  expect((await upload(api, 'image', await jpeg(), now())).mediaId).toMatch(/^media-/)
  expect(bench.wechat.calls(PATH).map(c => c.errcode)).toEqual([42001, 0])
})
