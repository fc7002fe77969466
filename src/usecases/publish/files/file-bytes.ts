import { Refusal } from '../../../domain/base/errors.ts'
import { downloadName } from '../../../domain/base/media/file-name.ts'
import type { ItemFile } from '../../../store/publish/item-files.ts'
import type { Context } from '../../base/context.ts'

/** The name endings of what items may have as files. */
const ENDINGS: Record<string, string> = {
  'application/pdf': '.pdf',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': '.xlsx',
  'text/csv': '.csv',
  'image/jpeg': '.jpg',
}

/** A file's bytes with the name and the type under which a browser gets it. A photo is shown, all else is downloaded. */
export async function bytesOfItemFile(ctx: Context, file: ItemFile, number: string) {
  const bytes = await ctx.files.get(file.hash).catch((error: unknown) => {
    ctx.log.error({ err: error, item: number }, 'a file of an item could not be read')
    throw new Refusal('not_found', '这个附件坏了或者不见了，打不开。请告诉管理员。')
  })
  const ending = ENDINGS[file.mime] ?? '.bin'
  return {
    bytes,
    mime: file.mime,
    name: downloadName(file.name, `${number}-${file.id}`, ending),
    inline: file.kind === 'photo',
  }
}
