import { shanghaiDate } from '../../../domain/base/civil-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../../domain/base/message.ts'
import { type Cell, type Column, count, text } from '../../../domain/base/table.ts'
import { STATUS_NAMES, type Status } from '../../../domain/cases/case.ts'
import { KIND_NAMES, type Kind } from '../../../domain/office/kinds.ts'

type Row = Readonly<Record<string, unknown>>

interface SheetColumn {
  column: Column
  cell(row: Row): Cell
}

const words = (title: string, name: string): SheetColumn => ({
  column: text(title),
  cell: row => (row[name] === null || row[name] === undefined ? '' : String(row[name])),
})
const named = (title: string, name: string, names: Readonly<Record<string, string>>): SheetColumn => ({
  column: text(title),
  cell: row => names[String(row[name])] ?? String(row[name] ?? ''),
})
const day = (title: string, name: string): SheetColumn => ({
  column: { title, kind: 'date' },
  cell: row => (row[name] instanceof Date ? shanghaiDate(row[name]) : ''),
})
const yes = (title: string, name: string): SheetColumn => ({
  column: text(title),
  cell: row => (row[name] === true ? '是' : ''),
})

/** The two tables that people open in a spreadsheet program, by the model they are made of. */
export const SHEETS: Readonly<Record<string, { file: string; columns: readonly SheetColumn[] }>> = {
  Case: {
    file: 'cases',
    columns: [
      words('编号', 'number'),
      named('类型', 'kind', KIND_NAMES satisfies Record<Kind, string>),
      named('状态', 'status', STATUS_NAMES satisfies Record<Status, string>),
      named('渠道', 'channel', CHANNEL_NAMES satisfies Record<ChannelName, string>),
      yes('匿名', 'anonymous'),
      words('姓名', 'name'),
      words('电话', 'phone'),
      words('标题', 'title'),
      words('内容', 'text'),
      words('地点', 'place'),
      words('村（社区）', 'areaId'),
      words('分类', 'categoryId'),
      words('承办单位', 'departmentId'),
      day('收到', 'receivedAt'),
      words('答复期限', 'replyDueOn'),
      day('答复', 'firstReplyAt'),
      day('办结', 'concludedAt'),
      { column: count('评分'), cell: row => (typeof row['rating'] === 'number' ? row['rating'] : '') },
      words('评价', 'ratingText'),
    ],
  },
  Reply: {
    file: 'replies',
    columns: [
      words('答复', 'id'),
      words('诉求（tables/Case.jsonl 的 id）', 'caseId'),
      words('状态', 'status'),
      words('用途', 'purpose'),
      words('内容', 'text'),
      day('起草', 'draftedAt'),
      day('审核', 'reviewedAt'),
    ],
  },
}
