import { digitsIn, phoneIn } from './phone.ts'

/**
 * The writer's own number in a text about a matter: the only number in it, and named as theirs (我的电话…, 联系电话：…) or
 * standing alone at its end. “老板电话…不接” gives the number of somebody else.
 */
export function ownPhoneIn(text: string): string | undefined {
  const number = phoneIn(text)
  if (number === undefined) return undefined
  const flat = digitsIn(text)
  const at = flat.search(NUMBER_BEGINS)
  const before = flat
    .slice(Math.max(0, at - 16), at)
    .split(/[。；;！!？?\n]/u)
    .at(-1)!
  const after = flat.slice(at).replace(/^[\d\s()（）+-]+(?:(?:转|分机|ext\.?)\s*\d+)?/iu, '')
  if (OTHERS.test(before) || OTHERS_AFTER.test(after)) return undefined
  if (MINE.test(before)) return number
  // Whoever signs a letter does it at its end.
  if (flat.length > SHORT && after.length > SIGNED) return undefined
  const alone = /^[\s。.！!，,]*$/u.test(after) && /[\s，,。；;！!]$|^$/u.test(before)
  return alone || NAMED.test(before) ? number : undefined
}

/** Characters of a text that needs no signature. */
const SHORT = 120
/** Characters after the number of whoever signs. */
const SIGNED = 60

const NUMBER_BEGINS =
  /(?:[(（]?(?:\+|00)86[)）]?[ -]{0,3})?(?:1[ -]{0,3}[3-9](?:[ -]{0,3}\d){9}|[(（]?0\d{2,3}[)）]?[ -]{0,3}\d)/u
const MINE = /(?:我的?|本人|自己)(?:的|联系)?(?:电话|手机|号码|联系方式)[^，,]{0,4}$/u
const NAMED =
  /(?:联系电话|联系方式|联系人?手机|手机号码?|电话号码|电话|手机|联系我|打我|回我|回电|联系人)(?:[是为][:：]?|[:：]|\s)*[(（]?$/u
/** Words before the number of somebody else, or of a number that is itself the trouble. */
const OTHERS =
  /他|她|对方|老板|房东|司机|商家|店|公司|物业|客服|村干部|书记|主任|中介|邻居|工头|经理|销售|师傅|医生|老师|部门|热线|投诉电话|监督|举报电话|派出所|[民交特辅]警|警号|街道|政府|村委|居委|单位|服务|窗口|医院|学校|肇事|被告|伤者|私人|打电话|可联系|请联系|联系不|如电话|打过|拨|打了|接到|收到|来电|自称|骗子|诈骗|骚扰|陌生|原来的|换成|停机|微信转账|绑定|办理|开通|充值|话费|宽带|尾号/u
const OTHERS_AFTER =
  /^[^。]{0,12}(?:没人接|不接|打不通|无人接|接听|关机|停机|空号|欠费|话费|流量|套餐|被|打来|这个(?:电话|号码)|的(?:机主|主人|老板|人))/u
