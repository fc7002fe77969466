import { TROUBLE } from '../signs.ts'

/**
 * Finds since when a trouble lasts, or when it happened, as the text says it: 三个月, 从去年10月起, 昨天晚上. Only where the
 * sentence ties the time to the trouble: people also write how long they have lived there, or how long a loan runs.
 */
export function sinceIn(text: string): string | undefined {
  const read = text.slice(0, READ)
  for (const { form, trouble } of FORMS) {
    const found = new Set<string>()
    for (const match of read.matchAll(form)) {
      const before = read.slice(Math.max(0, match.index - AROUND), match.index)
      const after = read.slice(match.index + match[0].length, match.index + match[0].length + AROUND)
      if (OF_OTHER_THINGS.test(clauseEnd(before) + match[0]) || PLANNED.test(before + after)) continue
      if (trouble === 'after' && !TROUBLE.test(after)) continue
      if (trouble === 'before' && !TROUBLE.test(before)) continue
      found.add(match.groups!['time']!.replace(/\s+/gu, ''))
    }
    // Two times in sentences of one form: the text does not say which one is meant.
    if (found.size > 0) return found.size === 1 ? [...found][0] : undefined
  }
  return undefined
}

/** It is said early, and reading no further bounds the work. */
const READ = 400
const AROUND = 24

/** The part of a text after its last full stop. */
const clauseEnd = (text: string): string => text.slice(text.search(/[^。！？!?；;\n]*$/u))

const NUMBER = '(?:[0-9０-９]{1,2}|几十|十几|好几|[一二两三四五六七八九十]{1,3})'
const LASTING = `(?<![0-9０-９.年第前])(?:半个?多?(?:月|年|天)|大半(?:年|个月|天)|个把(?:月|星期)|${NUMBER}(?:多|来)?(?:个?(?:小时|钟头)|天|个?(?:星期|礼拜)|周|个(?:半|多)?月|年)(?:多|半)?)(?![内前后前之以里级日月初底度代龄的拖又左])`
const PART = '(?:早上|上午|中午|下午|傍晚|晚上|夜里|半夜|凌晨|早晨|一早)'
const DAY = `(?:今天${PART}|(?:昨天|前天|大前天)(?:${PART})?|昨晚|昨夜|今早|前晚|上个?(?:星期|礼拜|周)(?:[一二三四五六日天])?|上个?月(?:初|底|[0-9]{1,2}[号日])?)`
const DATE = `(?:(?:20[0-9]{2}年|[12][0-9]年|今年|去年|前年|大前年)(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})?(?:月份?)?(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})?[日号]?(?:上半年|下半年|年初|年底|初|底|春节|国庆|[春夏秋冬]天)?|[0-9]{1,2}月(?:份|初|底|[0-9]{1,2}[日号])?|${DAY})`

const FORMS: readonly { form: RegExp; trouble: 'before' | 'after' | 'inside' }[] = [
  // 路灯坏了三个月, 停水两天了, 烂尾多年
  {
    form: new RegExp(
      `(?:坏了?|不亮了?|不通了?|停[水电气工]了?|断[水电网路]了?|没[水电气]了?|没人[管修收清理]{1,2}了?|无人[管修收清理处]{1,2}了?|漏水?了?|堵了?|堵塞了?|塌了?|倒了?|断了|裂了?|积水了?|烂尾了?|失修了?|(?<!年)拖欠?(?:了|工[资钱])?|欠(?:了|[薪钱]|工[资钱])?|臭了|荒了?|停了|垮塌了?|(?:问题|现象|情况|已经?)存在了?|持续了?|闲置了?|搁置了?)(?:已经?|都|有|快|近|将近|大概|差不多|长达|了)*(?<time>${LASTING})`,
      'gu',
    ),
    trouble: 'inside',
  },
  // 三天没水, 半个月没人收垃圾
  {
    form: new RegExp(
      `(?<time>${LASTING})(?:了|来|多)?(?:都|也|还|一直|仍|仍然|依然)*(?:没[水电气]|[没无](?:有)?人[管修收来清理打处扫解]|不亮|不通|没(?:修|通|清|收|动静)|未(?:修|清))`,
      'gu',
    ),
    trouble: 'inside',
  },
  // 路灯坏了，都三个月了
  {
    form: new RegExp(
      `(?<=[，,。\\s])(?:已经?|都|快|有|差不多|大概)+(?<time>${LASTING})(?:了|之久)(?=[，,。！!；;\\s]|$)`,
      'gu',
    ),
    trouble: 'before',
  },
  // 从去年10月起
  {
    form: new RegExp(
      `(?<time>(?:从|自从?|打)${DATE}(?:(?:以来|至今|到现在|到今天|起|开始)(?:至今|到现在)?|(?=就|一直)))`,
      'gu',
    ),
    trouble: 'after',
  },
  { form: new RegExp(`(?<![从自])(?<time>${DATE}(?:以来|至今|到现在|开始))`, 'gu'), trouble: 'after' },
  // 昨天晚上停水了. Later in a text it is one more thing that happened.
  { form: new RegExp(`(?<=^.{0,30}[，,。！!？?；;：:\\s]|^)(?<time>${DAY})`, 'gu'), trouble: 'after' },
]

/** Times of something else: a stay, a marriage, a loan, a term of office, an age, a construction. */
const OF_OTHER_THINGS =
  /[住买购租贷判]|入伙|交[房钱]|结婚|工作|打工|上班|毕业|工龄|种了|养了|期限|合同|保修|质保|每[天日周月年次]|以前|之前|以后|之后|再[过等]|不到|至少|超过|以内|需要|上学|出生|建成|开通|存款|为期|平均|通知|说|承诺|保证|业主用|老的/u
/** A rule or a plan begins, too. */
const PLANNED = /计划|将于|实行|实施|执行|规定|政策|预计|拟|准备|才能|正式|评为|申请/u
