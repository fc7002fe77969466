import { z } from 'zod'

const bytes = (max: number) =>
  z
    .string()
    .min(1)
    .refine(text => Buffer.byteLength(text) <= max)

const leaf = z
  .object({
    type: z.enum(['click', 'view', 'scancode_push', 'location_select']),
    name: z.string(),
    key: z.string().optional(),
    url: z.string().optional(),
  })
  .refine(b => (b.type === 'view' ? b.url !== undefined : b.key !== undefined && b.key !== ''))

const menu = z.object({
  button: z.array(z.union([z.object({ name: z.string(), sub_button: z.array(leaf) }), leaf])),
})

/** `/cgi-bin/menu/create`: 1–3 buttons, at most 5 below each, names and keys within their bytes. @returns the error code. */
export function checkMenu(body: unknown): number {
  const parsed = menu.safeParse(body)
  if (!parsed.success) return 40035
  const { button } = parsed.data
  if (button.length < 1 || button.length > 3) return 40016
  for (const top of button) {
    const subs = 'sub_button' in top ? top.sub_button : []
    if ('sub_button' in top && (subs.length < 1 || subs.length > 5)) return 40016
    if (!bytes(16).safeParse(top.name).success) return 40018
    if (subs.some(s => !bytes(60).safeParse(s.name).success)) return 40018
    const keys = [...subs, ...('type' in top ? [top] : [])].flatMap(b => b.key ?? [])
    const urls = [...subs, ...('type' in top ? [top] : [])].flatMap(b => b.url ?? [])
    if (urls.some(url => !/^https?:\/\/[^/]+/.test(url))) return 40055
    if (keys.some(key => !bytes(128).safeParse(key).success)) return 40019
  }
  return 0
}
