import type { Secrets } from '../../domain/base/secrets.ts'
import { sameWords } from '../../search/mod.ts'

/** The key of a text's words: the same for the same words however they are typed. */
export const wordsKey = (secrets: Secrets, text: string): string =>
  secrets.key(sameWords(text), 'words.normal')
