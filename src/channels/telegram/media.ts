import { type Api, GrammyError } from 'grammy'
import { Refusal } from '../../domain/base/errors.ts'
import { readAtMost, TooLong } from '../read-at-most.ts'

/** The Bot API serves files up to 20 MB, and so do we. */
const MAX_BYTES = 20 * 1024 * 1024
const TIMEOUT_MS = 60_000

/**
 * Fetches a file by its id.
 * @throws Refusal `not_found` when Telegram no longer has it or it is too large, `unavailable` to try again.
 */
export async function fetchFile(
  api: Api,
  { apiRoot, token }: { apiRoot: string; token: string },
  fileId: string,
): Promise<{ bytes: Uint8Array; mime: string; name?: string }> {
  const file = await api.getFile(fileId).catch((error: unknown) => {
    if (error instanceof GrammyError && error.error_code === 400) {
      throw new Refusal('not_found', 'Telegram 上没有这个文件，或者文件太大。')
    }
    throw unavailable()
  })
  if ((file.file_size ?? 0) > MAX_BYTES) throw tooLarge()
  if (!file.file_path) throw unavailable()
  // The URL contains the token and fetch's errors contain the URL, so none of them may leave this file.
  const response = await fetch(`${apiRoot}/file/bot${token}/${file.file_path}`, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
    redirect: 'error',
  }).catch(() => {
    throw unavailable()
  })
  if (response.status === 404) throw new Refusal('not_found', 'Telegram 上没有这个文件。')
  if (!response.ok || !response.body) throw unavailable()
  const bytes = await readAtMost(response.body, MAX_BYTES).catch((error: unknown) => {
    throw error instanceof TooLong ? tooLarge() : unavailable()
  })
  const name = file.file_path.split('/').at(-1)
  return {
    bytes,
    mime: response.headers.get('content-type')?.split(';')[0] ?? 'application/octet-stream',
    ...(name && { name }),
  }
}

const tooLarge = () => new Refusal('not_found', '文件超过 20 MB，没有收下。')
const unavailable = () => new Refusal('unavailable', '暂时取不到 Telegram 的文件。')
