import type { ItemFile } from '../../../store/publish/item-files.ts'

/** `1.2 MB` */
export const sayBytes = (bytes: number): string =>
  bytes >= 1024 * 1024
    ? `${(bytes / 1024 / 1024).toFixed(1)} MB`
    : `${Math.max(1, Math.round(bytes / 1024))} KB`

const KINDS: Record<ItemFile['kind'], string> = { document: '文件', table: '表格', photo: '照片' }

/** Files of an item as links: a photo opens, all else is downloaded. */
export const ItemFiles = ({ number, files }: { number: string; files: readonly ItemFile[] }) =>
  files.length === 0 ? null : (
    <ul class="item-files">
      {files.map(file => (
        <li key={file.id}>
          <a href={`/desk/items/${number}/files/${file.id}`}>{file.name}</a>{' '}
          <small>
            {KINDS[file.kind]}，{sayBytes(file.bytes)}
          </small>
        </li>
      ))}
    </ul>
  )
