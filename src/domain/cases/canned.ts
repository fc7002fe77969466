/**
 * Canned replies (常用语): texts with variables in braces. One table lists the variables; a text with an unknown one is
 * refused when it is saved, so that no brace ever reaches a resident.
 */

/** The values of one case. */
export interface CannedValues {
  number: string
  title: string
  /** 王**, or null when the name is not known or must not be. */
  maskedName: string | null
  /** In words: 11 月 25 日. */
  dueOn: string
  department: string | null
  office: string
  phone: string
  today: string
}

export const CANNED_VARIABLES = {
  编号: { means: '诉求编号', value: v => v.number },
  标题: { means: '诉求标题', value: v => v.title },
  称呼: {
    means: '群众的姓加“同志”，不知道姓名就是“居民朋友”',
    value: v => (v.maskedName ? `${[...v.maskedName][0]}同志` : '居民朋友'),
  },
  时限: { means: '最晚哪天答复', value: v => v.dueOn },
  部门: { means: '承办单位', value: v => v.department ?? v.office },
  单位: { means: '本单位的名称', value: v => v.office },
  电话: { means: '本单位的电话', value: v => v.phone },
  今天: { means: '今天的日期', value: v => v.today },
} as const satisfies Record<string, { means: string; value: (v: CannedValues) => string }>

const BRACES = /\{([^{}]*)\}/gu
const known = (name: string): name is keyof typeof CANNED_VARIABLES => Object.hasOwn(CANNED_VARIABLES, name)

/** Unknown variables in a text, each once. */
export const unknownVariables = (text: string): string[] => [
  ...new Set([...text.matchAll(BRACES)].map(m => m[1]!.trim()).filter(name => !known(name))),
]

/** Fills a text in for one case. An unknown variable stays as it is; saving refuses such texts. */
export const fillCanned = (text: string, values: CannedValues): string =>
  text.replace(BRACES, (whole, name: string) => {
    const key = name.trim()
    return known(key) ? CANNED_VARIABLES[key].value(values) : whole
  })
