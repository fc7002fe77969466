/** Words around the matter of a question: who asks, what they want to do, and what they want to know. */
const BEFORE =
  /^(?:你好|您好|请问|问一?下|问问|想问|咨询|了解|打听|一下|下|我们?|俺|家里?|老百姓|现在|那个?|这个|想|要|需要|准备|打算|来|去|给|怎么样?|如何|怎样|咋样?|办理?|申请|申领|领取?|补办|弄|搞|的|[\s\p{P}])+/u
const AFTER =
  /(?:怎么样?|如何|怎样|咋样?|在?哪[里儿个]?|去|到|要|需要|带|用|准备|交|什么|啥|哪些|东西|材料|手续|条件|流程|资料|办理?|弄|搞|申请|申领|领取?|拿|多少钱?|一个?月|每个?月|一年|每年|几[天年个]|多久|多长|时候|时间|电话|地址|地点|窗口|的|吗|么|呢|啊|呀|嘛|嘞|了|能|可以|才能|[\s\p{P}])+$/u

/**
 * The matter of a normalised question without the words around it: 身份证 for 「我想办理身份证」「身份证怎么办」「办身份证要带什么」. Empty
 * when the question names no matter.
 */
export const matterOf = (plain: string): string => plain.replace(BEFORE, '').replace(AFTER, '')
