/** How a resident asks for erasure, in any chat. Nothing is erased before they have typed the whole of `CONFIRM`. */

const ASKS = /^(\/forget|忘掉我|忘了我|(请)?(删除|清除|注销)我的(信息|数据|个人信息|资料|账号))[。！!.]?$/u

const CONFIRM = '确认删除我的信息'

const EXPLAINED = `删除后：您的联系方式、姓名、电话和没有登记成诉求的对话都会清除，不能恢复，办理结果也发不到这里了。
已经登记、还没办完的诉求会继续办，办完后内容也会清除，只留编号、日期和办理情况，用来统计答复率。
删除马上生效，Telegram 上不再另行回复。确定要删除，请回复：${CONFIRM}`

export const FORGOTTEN =
  '您的信息已经删除。还在办的诉求办完后，内容也会清除；办理情况可以凭编号和查询码在网页上看。'

const plain = (text: string | undefined) => (text ?? '').replace(/\s/gu, '')

/** Explains erasure and how to confirm it, when the text asks for it. */
export const explainForgetting = (text: string | undefined): string | undefined =>
  ASKS.test(plain(text)) ? EXPLAINED : undefined

export const asksForForgetting = (text: string | undefined): boolean =>
  plain(text).replace(/[。！!.“”"]/gu, '') === CONFIRM
