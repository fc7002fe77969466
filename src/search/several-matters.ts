import { tidyText } from '../domain/base/text/visible-text.ts'
import { TROUBLE } from './signs.ts'

/**
 * The matters of a message, in order: 「一、路灯坏了…二、垃圾没人收…」 is two. Usually one. Numbered reasons, demands or events of
 * one matter stay together, so a message is split only when each part says what is wrong, and each is about something else.
 * Nothing of the text is lost: the greeting in front stays with the first part.
 */
export function mattersIn(text: string): string[] {
  const whole = tidyText(text)
  for (const parts of [numbered(whole), joined(whole)])
    if (parts !== undefined && separate(parts))
      return parts.map(p => p.whole.replace(/[，,。；;、\s]+$/u, ''))
  return [whole]
}

interface Part {
  /** What it says, without its number. */
  said: string
  /** The same with everything that stays with it. */
  whole: string
}

/** More points than this are a list of one matter. */
const MOST = 6
/** Characters of the shortest point that can be registered. */
const LEAST = 2
/** Characters before the first point that are a greeting; a longer beginning tells a matter of its own. */
const GREETING = 60

/** Characters of a short message. */
const BRIEF = 120

/** Signs of the first, second, third point, each form in its order. */
const DIGITS = ['一', '二', '三', '四', '五', '六', '七']
const START = '(?<=^|[\\n。！!；;：:？?，,]\\s*)'
/** A digit may follow a word at once: 「三个问题：1.路灯不亮2.垃圾没人收」. */
const AFTER_WORDS = '(?<=^|[^0-9A-Za-z.第]\\s*)'
const FORMS: readonly ((n: number) => RegExp)[] = [
  n => new RegExp(`${START}[（(]?${DIGITS[n]}[）)]?(?:[、.．,，]|(?<=[）)]))\\s*`, 'gu'),
  n => new RegExp(`${AFTER_WORDS}[（(]?${n + 1}(?:[、．)）]|[.,，](?![0-9]))\\s*`, 'gu'),
  n => new RegExp(`${START}${'①②③④⑤⑥⑦'[n]}\\s*`, 'gu'),
  n => new RegExp(`${START}第${DIGITS[n]}(?:件事?|个问题|个事?|点)?[，,、：:是]?\\s*`, 'gu'),
  n => new RegExp(`${START}${DIGITS[n]}(?:是|来)[，,：:]?\\s*`, 'gu'),
]

function numbered(text: string): Part[] | undefined {
  for (const form of FORMS) {
    const signs: { from: number; to: number }[] = []
    for (let n = 0; n <= MOST; n++) {
      const sign = form(n)
      sign.lastIndex = signs.at(-1)?.to ?? 0
      const found = sign.exec(text)
      if (found === null) break
      signs.push({ from: found.index, to: found.index + found[0].length })
    }
    if (signs.length < 2) continue
    const before = text.slice(0, signs[0]!.from)
    if (signs.length > MOST || [...before].length > GREETING || ONE_SUBJECT.test(before)) return undefined
    return signs.map(({ to }, i) => {
      const said = text.slice(to, signs[i + 1]?.from).trim()
      return { said, whole: i === 0 ? `${before}${said}`.trim() : said }
    })
  }
  return undefined
}

/** A heading that makes all points one matter: who or what they are about, or what they are. */
const ONE_SUBJECT =
  /物业|开发商|公司|楼盘|项目|工程|房子|房屋|交房|合同|学校|医院|老板|房东|老师|校长|要求|诉求|理由|原因|建议|疑问|咨询|请问|经过|证据|事实|危害|依据|村干部|书记.{0,6}(?:问题|行为)/u

const CLAUSE_START = '(?<=^|[\\n。！!；;？?，,]\\s*)'
/** Words that begin another matter, whatever the length of the message. */
const ANOTHER = new RegExp(
  `${CLAUSE_START}(?:(?:还有|另外|另外还有|再|再说|再反映|再讲|顺便再?反映|顺便再?说)(?:一?[件个](?:事情?|问题)|一下))[，,：:、是]?\\s*`,
  'gu',
)
/** The same where a short message says nothing else. */
const AND = new RegExp(
  `${CLAUSE_START}(?:还有就是|再就是|另外(?!一[个种])|还有(?=[，,：:]))[，,：:、]?\\s*`,
  'gu',
)

function joined(text: string): Part[] | undefined {
  const plain = [...text.matchAll(ANOTHER)]
  const signs = (plain.length > 0 || [...text].length > BRIEF ? plain : [...text.matchAll(AND)]).slice(
    0,
    MOST,
  )
  if (signs.length === 0 || signs.length >= MOST) return undefined
  const starts = [0, ...signs.map(sign => sign.index)]
  return starts.map((from, i) => {
    const end = i === 0 ? from : from + signs[i - 1]![0].length
    const said = text
      .slice(end, starts[i + 1])
      .replace(/[，,]\s*$/u, '')
      .trim()
    return { said, whole: said }
  })
}

/** Whether each part says what is wrong, and no two are about the same thing. */
function separate(parts: readonly Part[]): boolean {
  if (parts.length < 2 || parts.length > MOST) return false
  const subjects = parts.map(({ said }) =>
    [...said].length < LEAST || !TROUBLE.test(said) || ONE_MATTER.test(said) ? undefined : subjectOf(said),
  )
  return !subjects.includes(undefined) && new Set(subjects).size === parts.length
}

/** A point with such words goes on with the one before it. */
const ONE_MATTER =
  /上述|以上|前述|同时也|因此|所以|综上|该(?:小区|公司|项目|物业|楼|店|路|村|校|企业|工程|人)|此(?:事|路|处|举)|业主|开发商|物业|交房|合同|法律|条例|规定|违约|赔偿|验收|规划|第[0-9一二三四五六七八九十百]+条|^(?:20)?[0-9]{2}年|^[0-9]{1,2}月/u

/** What trouble can be about. Two points about one of them may be one matter. */
const SUBJECTS: readonly RegExp[] = [
  /路灯|灯不亮/u,
  /坑|路面|公路|马路|水泥路|硬化|修路|断头路|路(?:坏|烂|难走|不平|太窄)/u,
  /红绿灯|斑马线|减速带|护栏|交通/u,
  /停车|占道|堵车|乱停/u,
  /停水|自来水|水管|水压|没水|水质/u,
  /下水道|水沟|沟渠|水渠|排水|污水|倒灌|积水|井盖|化粪池/u,
  /垃圾|清运|保洁|环卫/u,
  /停电|没电|电线|电杆|变压器|电压/u,
  /燃气|煤气|天然气|供暖|暖气/u,
  /噪[音声]|吵|扰民|广场舞|喇叭/u,
  /油烟|烧烤|臭味|气味|养猪|养鸡|养殖|粉尘|扬尘|焚烧|冒烟|废气/u,
  /违建|违章|搭棚|私搭|乱建/u,
  /公交|班车|客车/u,
  /厕所/u,
  /流浪狗|野狗|养狗|狗/u,
  /低保|特困|残疾|救助|高龄/u,
  /医保|社保|养老金|报销|新农合/u,
  /补贴|补偿|征地|青苗|拆迁/u,
  /工资|欠薪|工钱/u,
  /网络|宽带|信号|基站/u,
  /树(?:木|枝|倒|太)|绿化|杂草/u,
  /健身|广场(?!舞)|公园|路牌|凉亭/u,
  /邻居|打人|吵架|纠纷/u,
  /桥/u,
  /水库|河道|河里|鱼塘|堤/u,
  /偷|小偷|被盗|诈骗|赌博|麻将/u,
]

/** The number of the first subject that is mentioned. */
function subjectOf(said: string): number | undefined {
  let found: { at: number; subject: number } | undefined
  for (const [subject, words] of SUBJECTS.entries()) {
    const at = said.search(words)
    if (at >= 0 && (found === undefined || at < found.at)) found = { at, subject }
  }
  return found?.subject
}
