import { taggedOf } from '../words/text.ts'

/**
 * Finds the place that a text about a matter names: 小学门口, 幸福路38号, 东头桥边, 3栋2单元楼下. It knows only these forms, and
 * undefined is the usual answer: a wrong place sends somebody to the wrong door, a missing one costs a question.
 */
export function placeIn(text: string): string | undefined {
  const found: string[] = []
  for (const clause of clausesOf(text.slice(0, READ))) {
    const place = inClause(clause.text, clause.from < NEAR)
    if (place === undefined || found.some(other => other.includes(place))) continue
    // What comes late is another place than the one of the matter.
    if (found.length === 0 && clause.from > EARLY) return undefined
    // Two places: the text does not say which one is meant.
    if (found.push(place) > 1) return undefined
  }
  return found[0]
}

/** A second place may stand this far on; it bounds the work, too. */
const READ = 1200
/** Where a text has named its place, if it does at all. */
const EARLY = 200
/** A place without a name of its own, such as 村口, counts only in the first sentence. */
const NEAR = 40
/** A place of more characters has taken in something else. */
const LONGEST = 28

const CLAUSES = /[^，。；！？\n\r\t,;!?：:“”"《》【】()（）\s]+/gu

const clausesOf = (text: string) => [...text.matchAll(CLAUSES)].map(m => ({ text: m[0], from: m.index }))

const NUMBER = '[0-9０-９]{1,5}|[一二三四五六七八九十百]{1,4}'
const SIDE =
  '大门口|正门口|门口|门前|门外|旁边|旁|斜对面|正对面|对面|背后|后面|前面|后边|前边|后头|前头|屋后|屋前|附近|边上|边|底下|下面|楼下|楼顶|东侧|西侧|南侧|北侧|东边|西边|南边|北边|路口|拐角处?|转弯处'
const LANDMARK =
  '小学|中学|幼儿园|卫生院|卫生室|医院|药店|村委会|居委会|村部|文化站|文化礼堂|礼堂|菜市场|农贸市场|集贸市场|超市|银行|信用社|邮局|车站|公交站|站台|加油站|祠堂|土地庙|庙|戏台|古树|樟树|槐树|柳树|广场|公园|水库|水塘|鱼塘|池塘|水井|大桥|小桥|桥|码头|水闸|泵站|机房|变电站|变压器|配电房|垃圾站|公厕|厕所|敬老院|养老院|砖厂|木材厂|厂|饭店|酒店|小区|花园'
const FORMS = [
  // 小学门口, 菜市场后面
  `(?:${LANDMARK})的?(?:${SIDE})`,
  // 幸福路38号, 三岔街12号院2栋
  `(?:路|街|大道|巷|弄|胡同|村|组)(?:${NUMBER})(?:附|-|之)?(?:${NUMBER})?号(?!线)(?:院|楼|店|铺)?`,
  // 3栋2单元楼下, 5号楼
  `(?:${NUMBER})(?:栋|幢|号楼|号院)(?:(?:${NUMBER})单元)?(?:(?:${NUMBER})(?:室|楼|层))?(?:${SIDE})?`,
  // 村口, 东头桥边
  '村(?:口|头|尾)|村[东西南北]头|[东西南北]头(?:[桥河塘沟井]边|桥头)?|(?:十字|三岔|丁字)路口|[桥街巷]口|桥头|(?:河|塘|沟|渠|井|桥|堤|坝)边|桥下|山脚下',
  // 幸福路与建设街交叉口
  '(?:路|街|大道)(?:与|和)[\\u4e00-\\u9fa5]{2,6}(?:路|街|大道)(?:交叉|交汇|十字)?(?:路口|口|处)',
]
const FORM = new RegExp(`(?:${FORMS.join('|')})`, 'gu')

/** Forms that say where only together with a name. */
const NAMELESS = new RegExp(
  `^(?:(?:小区|花园|厂|饭店|酒店|医院|银行|超市|公?厕所?|[大小天立]?桥|公交车?站|[汽火]?车站|广场|公园)(?:${SIDE})|[^\\p{Script=Han}]*(?:${NUMBER})(?:栋|幢|号楼|号院)(?:${SIDE})?)$`,
  'u',
)
/** Forms without a name of their own: 村口, 小学门口, 3栋2单元楼下. */
const BARE = new RegExp(`^(?:(?:${LANDMARK})(?:${SIDE})|(?:${NUMBER})[栋幢号].*|.{2,3}|..路口)$`, 'u')

/** Tags of words that belong to the name of a place. */
const PART_OF_NAME = /^(?:n|ns|nz|nt|nr|nrt|ng|s|f|m|x|eng|b|zg|a|q|j)$/
/** Nouns that do not: people, times and things said of a matter. */
const NOT_A_NAME =
  /书记|领导|镇长|市长|县长|主任|同志|先生|女士|群众|居民|村民|业主|住户|邻居|老人|学生|家长|孩子|老百姓|百姓|政府|部门|问题|情况|投诉|建议|咨询|垃圾|路灯|污水|噪音|施工|车辆|沿着?|往|且|紧贴|整|新建|乡镇|项目|途[经径]|一个|道路十字|集资|地处|注册|该|此|其|这|那|另|近期|目前|现在|大量|很多|许多|多|每|各|所有|其他|一些|几|部分|本人|大家/u
/** Before a place where something is: 在小学门口, 我们村口. */
const LEADS = new Set([
  ...['在', '位于', '就在', '住', '住在', '家住', '家住在', '地址', '地点', '地址是', '坐落', '坐落于'],
  ...[
    '我',
    '我们',
    '咱',
    '咱们',
    '俺',
    '俺们',
    '我家',
    '我们家',
    '本',
    '的',
    '请问',
    '发现',
    '处在',
    '处于',
    '于',
  ],
])
/** What follows makes it a way, a distance or a part of another word. */
const LEADS_ON =
  /^(?:[/\-~－—、.0-9]|[\u4e00-\u9fa5]?[镇乡组]|村|街|路|小区|社区|站|学校|到|至|往|通往|去|开始|出发|方向|以外|之间|和|与|、|回来|路过|的人|的老|管|派出|政府|边境|缘)/u

function inClause(clause: string, near: boolean): string | undefined {
  for (const match of clause.matchAll(FORM)) {
    const place = around(clause, match.index, match.index + match[0].length)
    if (place !== undefined && (near || !BARE.test(place))) return place
  }
  return undefined
}

/** The whole name around a form: its words to the left, as far as they belong to it. Undefined when its beginning is unclear. */
function around(clause: string, from: number, to: number): string | undefined {
  if (LEADS_ON.test(clause.slice(to))) return undefined
  let at = 0
  const words = taggedOf(clause).map(({ word, tag }) => {
    at += word.length
    return { word, tag, from: at - word.length }
  })
  let first = words.findLastIndex(word => word.from <= from)
  while (first > 0 && belongs(words[first - 1]!)) first--
  const before = words[first - 1]
  const place = clause.slice(words[first]!.from, to)
  // 六号路与嘉雨路的十字路口: the name stands before 的.
  if (
    before?.word === '的' &&
    BARE.test(place) &&
    !/^(?:我们?|咱们?|俺们?)的$/u.test(clause.slice(0, words[first]!.from))
  )
    return undefined
  if (before !== undefined && !LEADS.has(before.word)) return undefined
  if ([...place].length > LONGEST || NOT_A_NAME.test(place) || NAMELESS.test(place)) return undefined
  return place
}

const belongs = ({ word, tag }: { word: string; tag: string }): boolean =>
  !LEADS.has(word) && PART_OF_NAME.test(tag)
