/**
 * Takes out of a WAV everything but the form of its sound and the sound: `LIST INFO`, `bext` with its originator, `iXML`, ID3. Pure.
 *
 * @returns undefined when there is no sound in it.
 */
export function stripChunks(bytes: Uint8Array): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const found = new Map<string, Uint8Array>()
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = String.fromCharCode(...bytes.subarray(at, at + 4))
    const end = Math.min(at + 8 + view.getUint32(at + 4, true), bytes.length)
    if (!found.has(name)) found.set(name, bytes.subarray(at + 8, end))
    at = end + (end % 2)
  }
  const [form, sound] = [found.get('fmt '), found.get('data')]
  // Without its extension: there is room behind the 40 bytes that any form has.
  if (!form || form.length < 16 || form.length > 40 || !sound) return undefined
  const even = sound.length + (sound.length % 2)
  const out = new Uint8Array(12 + 8 + form.length + (form.length % 2) + 8 + even)
  const data = new DataView(out.buffer)
  const word = (at: number, text: string) =>
    out.set(
      [...text].map(c => c.charCodeAt(0)),
      at,
    )
  word(0, 'RIFF')
  data.setUint32(4, out.length - 8, true)
  word(8, 'WAVEfmt ')
  data.setUint32(16, form.length, true)
  out.set(form, 20)
  const at = 20 + form.length + (form.length % 2)
  word(at, 'data')
  data.setUint32(at + 4, sound.length, true)
  out.set(sound, at + 8)
  return out
}
