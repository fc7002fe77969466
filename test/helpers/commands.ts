/** What residents say to steer a dialogue, and what opens one. */
export const COMMANDS = [
  ...['返回', '取消', '跳过', '重来', '人工', '菜单', '完成', '确认', '改2', '3', '１', '99'],
  ...['投诉', '举报', '信息公开', '查进度', '评价', '咨询'],
] as const
