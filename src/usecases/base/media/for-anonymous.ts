import type { Db } from '../../../store/base/database.ts'
import { dropUncleaned } from '../../../store/cases/attachments.ts'
import type { CaseRow } from '../../../store/cases/cases.ts'

/** Shown on the case in place of the file. */
export const NOT_FOR_ANONYMOUS = '文件里可能有举报人的信息，没有收。'

/**
 * Removes every file from an anonymous case that could not be cleaned, because it may identify the sender. Called
 * wherever files are added to a case.
 * @returns the message to the writer, or undefined when nothing was removed
 */
export async function dropUncleanedFiles(
  tx: Db,
  row: Pick<CaseRow, 'id' | 'anonymous'>,
  locale: string | null,
): Promise<string | undefined> {
  if (!row.anonymous) return undefined
  const dropped = await dropUncleaned(tx, row.id, NOT_FOR_ANONYMOUS)
  return dropped > 0 ? refusedForAnonymous(dropped, locale) : undefined
}

const refusedForAnonymous = (n: number, locale: string | null): string =>
  locale === 'en'
    ? `${n} of your files may say who you are, so an anonymous report cannot take them. They were not passed on. Please send photos of them.`
    : `有 ${n} 个文件里可能有您的信息，匿名举报不能收，没有交给工作人员。请拍照发来。`

/** The answer to a HEIC that cannot be decoded. */
export const pleaseSendJpeg = (locale: string | null): string =>
  locale === 'en'
    ? 'We cannot show this iPhone photo (HEIC). Please send it again as a JPEG, or a screenshot of it.'
    : '这张苹果手机的照片（HEIC）这里显示不了，工作人员要下载后才能看。方便的话，请截图或换成 JPG 再发一次。'
