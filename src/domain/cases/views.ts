/** The queue's views, in the order of the desk. store/cases/lists/views.ts says which cases each holds. */
export const VIEWS = {
  received: { name: '待受理' },
  held: { name: '待核' },
  accepted: { name: '待分派' },
  mine: { name: '我的待办' },
  review: { name: '待审核' },
  awaiting: { name: '待补正' },
  soon: { name: '即将到期' },
  overdue: { name: '已超期' },
  supervised: { name: '督办件' },
  extensions: { name: '延期待批' },
  objected: { name: '退单' },
  undelivered: { name: '待送达' },
  open: { name: '全部在办' },
  all: { name: '全部' },
} as const satisfies Record<string, { name: string }>
export type ViewName = keyof typeof VIEWS
