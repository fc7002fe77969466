import sharp from 'sharp'
import type { Answer, Visitor } from './site.ts'

/** A form with photos as a browser sends it, with the token of the last page the visitor saw. */
export async function postPhotos(
  visitor: Visitor,
  path: string,
  fields: Record<string, string>,
  files: readonly Uint8Array[] = [],
): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries({ _csrf: visitor.csrf, ...fields })) form.append(name, value)
  for (const file of files) form.append('pictures', new Blob([file.slice().buffer]), '照片.png')
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const response = await fetch(new URL(path, visitor.url), {
    method: 'POST',
    body: form,
    headers: { cookie, origin: visitor.url },
    redirect: 'manual',
  })
  const { status, headers } = response
  return { status, headers, text: await response.text(), location: headers.get('location') }
}

/** A photo of one colour. */
export const photo = async (background = '#123456'): Promise<Uint8Array> =>
  new Uint8Array(
    await sharp({ create: { width: 60, height: 40, channels: 3, background } })
      .png()
      .toBuffer(),
  )
