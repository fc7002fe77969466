import { Api } from 'grammy'

/** The bot's name at Telegram. @throws grammY's error, whose message does not contain the token */
export async function whoAmI(token: string, apiRoot: string, signal: AbortSignal): Promise<string> {
  const { username } = await new Api(token, { apiRoot }).getMe(signal as never)
  return username
}
