/** A text that is only an address: `https://…`, `www.…`. */
const ADDRESS = /^(?:https?:\/\/|www\.)[^\s\u3000-\u303f\uff00-\uffef\p{Script=Han}]+$/iu

/** Whether a text consists of addresses alone. */
export const isOnlyLinks = (text: string): boolean => {
  const parts = text.trim().split(/\s+/)
  return parts.length <= 5 && parts.every(part => ADDRESS.test(part))
}
