import { setLocaleOf } from '../../../store/talk/contacts.ts'
import type { Action } from './action.ts'

export const setLocale: Action<'set_locale'> = async ({ tx, contact }, { locale }) => {
  await setLocaleOf(tx, contact.id, locale)
  return { result: { outcome: 'ok' } }
}
