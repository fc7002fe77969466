import sharp from 'sharp'
import { expect, it } from 'vitest'
import { coverFromPhoto, plainCover } from '../../../../src/usecases/publish/articles/cover.ts'

it('a plain cover is the same for an office and another for another, in WeChat’s shape', async () => {
  const one = await plainCover('青禾镇人民政府')
  expect(Buffer.compare(one, await plainCover('青禾镇人民政府'))).toBe(0)
  expect(Buffer.compare(one, await plainCover('白石乡人民政府'))).not.toBe(0)
  const { width, height, format } = await sharp(one).metadata()
  expect({ ratio: (width / height).toFixed(2), format }).toEqual({ ratio: '2.35', format: 'jpeg' })
})

it('a name is a name: markup in it draws nothing', async () => {
  await expect(plainCover('<image href="file:///etc/passwd"/>')).resolves.toBeInstanceOf(Uint8Array)
})

it('a photo is cut to the shape; what is no photo gives no cover', async () => {
  const photo = await sharp({ create: { width: 500, height: 900, channels: 3, background: '#123' } })
    .png()
    .toBuffer()
  const { width, height } = await sharp(await coverFromPhoto(photo)).metadata()
  expect([width, height]).toEqual([900, 383])
  expect(await coverFromPhoto(Buffer.from('no picture'))).toBeUndefined()
})
