/** Words that say how a resident asks, not what about. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  `请问 什么 怎么 怎样 如何 哪些 哪里 哪儿 是否 可以 能不能 可不可以 为什么 为啥 多少 多久 时候 一下 想问 问下 咨询 反映 建议
  希望 请求 投诉 关于 问题 需要 应该 应当 能够 已经 现在 还是 就是 没有 我们 你们 他们 这个 那个 这样 但是 如果 因为 所以
  而且 或者 以及 你好 您好 谢谢 知道 办理 申请 情况 有关 相关 领导 政府 尊敬 告诉 一直 目前 其他 给我 讲个 这里 那里 哪个 一个 不能 想要 今天 明天 昨天 晚上 早上 真不错 哈哈 哈哈哈 东西 事情 时间 可能 出来 起来 进去 下来`
    .trim()
    .split(/\s+/),
)
