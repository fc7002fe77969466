/** Whether a note may hold this text: lines, no other control characters, and nothing that UTF-8 cannot say. */
export const isNoteText = (text: string): boolean => !/[\u0000-\u0009\u000b-\u001f]|\p{Surrogate}/u.test(text)

/** Names of keys hold neither spaces nor plus signs, which end them. */
export const isKeyName = (name: string): boolean => /^[^\p{White_Space}+]+$/u.test(name) && isNoteText(name)
