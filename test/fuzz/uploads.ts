import fc from 'fast-check'
import { createWebChat } from '../../src/channels/web/mod.ts'
import { markedPicture } from '../helpers/media.ts'
import { testSite } from '../helpers/site.ts'
import type { FuzzTarget } from './target.ts'
import { anyText, wellFormed } from './texts.ts'

const HEADS = [
  Buffer.from('ffd8ffe0', 'hex'),
  Buffer.from('89504e470d0a1a0a', 'hex'),
  Buffer.from('GIF89a'),
  Buffer.from('RIFF____WEBPVP8 '),
  Buffer.from('000000186674797068656963', 'hex'),
  Buffer.from('#!AMR\n'),
  Buffer.from('%PDF-1.7\n'),
  Buffer.from('PK\x03\x04'),
  Buffer.from('<svg xmlns="http://www.w3.org/2000/svg">'),
  Buffer.alloc(0),
]

const upload = fc.record({
  head: fc.nat(HEADS.length - 1),
  /** A good picture in place of the head: what follows is changed in it. */
  picture: fc.option(fc.nat(3), { nil: undefined }),
  changes: fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 20 }),
  cut: fc.option(fc.nat(1500), { nil: undefined }),
  tail: fc.uint8Array({ maxLength: 600 }),
  name: anyText,
  type: fc.constantFrom(
    'image/jpeg',
    'image/png',
    'image/heic',
    'audio/amr',
    'video/mp4',
    'application/pdf',
    'text/html',
    '',
  ),
  field: fc.constantFrom('photos', 'file', 'x', '__proto__'),
})
type Upload = typeof upload extends fc.Arbitrary<infer U> ? U : never

/** Damaged, mislabelled and invented files through the web chat's form. */
export const uploads: FuzzTarget = {
  name: 'uploads',
  holds: 'is taken or refused in words, and the service goes on',
  tries: 25,
  async open() {
    const site = await testSite({ channels: [createWebChat()] })
    const pictures = await Promise.all(
      (['jpeg', 'png', 'webp', 'avif'] as const).map(format => markedPicture(format)),
    )
    const bytesOf = ({ head, picture, changes, cut, tail }: Upload): Buffer<ArrayBuffer> => {
      const bytes = Buffer.concat([picture === undefined ? HEADS[head]! : pictures[picture]!, tail])
      for (const [at, to] of changes) if (at < bytes.length) bytes[at] = to
      return cut === undefined ? bytes : bytes.subarray(0, cut)
    }
    return {
      property: fc.asyncProperty(upload, async (sent: Upload) => {
        const form = new FormData()
        form.set(
          sent.field,
          new Blob([bytesOf(sent)], { type: sent.type }),
          wellFormed(sent.name).slice(0, 200) || 'x',
        )
        const response = await fetch(`${site.url}/channels/web/messages`, {
          method: 'POST',
          headers: { origin: site.url },
          body: form,
        })
        await response.text()
        site.ctx.clock.advance(10)
        // 503: other pictures are being worked on; 507: the disk of this machine is full.
        if (response.status >= 500 && ![503, 507].includes(response.status))
          throw new Error(`upload: ${response.status}`)
        if ((await fetch(`${site.url}/healthz`)).status !== 200) throw new Error('the service is gone')
      }) as fc.IAsyncProperty<[unknown]>,
      close: () => site.close(),
    }
  },
}
