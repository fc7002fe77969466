import { folded } from './folded.ts'
import { DOT, DOUBLE, FULL_NAME, HAN, PINYIN_SURNAMES, SOUNDED, SURNAMES } from './names.ts'

/** Where a text names its writer, as indexes of UTF-16 units in the original text. */
export interface Span {
  from: number
  to: number
}

/**
 * Finds what writers call themselves: 我叫…, 姓名：…, 我是…, a name under 此致敬礼, My name is …. It takes a word too many
 * rather than leave half a name. Names of people the writer talks about (举报村长王大力, 他叫…, 被举报人：…) are not found.
 */
export function selfNames(original: string): Span[] {
  const fold = folded(original)
  const found: Span[] = []
  const line = fold.text
  const add = (from: number, to: number) => {
    const amount =
      AMOUNT.test(line.slice(from, to)) && /[\d几数] ?$/u.test(line.slice(Math.max(0, from - 2), from))
    if (to > from && !amount) found.push({ from: fold.from[from]!, to: fold.to[to - 1]! })
  }
  for (const { frame, read, of } of FRAMES) {
    for (const match of line.matchAll(frame)) {
      const at = match.index + match[0].length
      if (of !== 'writer' && ofSomebodyElse(line, match.index, of)) continue
      const [from, to] = read(line, at)
      add(from, to)
    }
  }
  for (const [from, to] of [...signatures(line), ...repeats(line, found, fold.from)]) add(from, to)
  return found.sort((a, b) => a.from - b.from || b.to - a.to)
}

type Read = (line: string, at: number) => [from: number, to: number]

interface Frame {
  frame: RegExp
  read: Read
  /** Whose name follows: the writer's for certain, or that of the person the clause or the form is about. */
  of: 'writer' | 'clause' | 'form'
}

const I = '(?:我|俺|咱|本人|鄙人|在下|敝人|吾)'
const KIN =
  '(?:爸爸?|妈妈?|爹|娘|父亲|母亲|老公|老婆|丈夫|妻子|爱人|媳妇|对象|儿子|女儿|闺女|孩子|小孩|娃|哥哥?|姐姐?|弟弟?|妹妹?|爷爷|奶奶|外公|外婆|姥爷|姥姥|公公|婆婆|岳父|岳母|孙子|孙女|家人|家属)'
/** Between a frame and its name. */
const IS = ' *(?:[是为叫:：=，,、]|就是|应该是|改成|改为|换成|[“‘「『"\'《【(（\\[])* *'
/** What a name may be called. */
const CALLED =
  '大名|全名|真名|真实姓名|本名|原名|曾用名|名字|姓名|学名|小名|乳名|外号|绰号|诨名|花名|别名|别号|法名|法号|道号|艺名|笔名|网名|昵称|微信名|微信昵称|英文名'
/** Before the name of whoever fills in a form, or signs a letter. */
const SIGNS =
  '联系人|举报人|举报者|反映人|投诉人|投诉者|申请人|来信人|来电人|来访人|写信人|发件人|发信人|寄信人|寄件人|留言人|求助人|咨询人|报告人|控告人|检举人|信访人|上访人|陈述人|填表人|填报人|登记人|经手人|受害人|被害人|受害者|户主|监护人|委托人|代理人|法定代表人|法人代表|经营者|承包人|学生家长|具名|署名|落款|签名|签字|真实姓名|曾用名|别名|微信昵称|微信名|QQ昵称|QQ名|抖音名|快手名'
/** Humble words for oneself that a letter begins a clause with. */
const SELF = '本人|鄙人|在下|敝人|小女子|小民|草民|弟子|晚辈|后学|老汉我?|老朽|老夫|笔者|吾'
const PLACE = `[${HAN}]{1,8}(?:村|组|社区|屯|镇|县|小区)(?:的)?`
const ROLE_NOUN = '村民|居民|业主|群众|农民|社员|学生|家长|党员|住户|商户'
/** 我叫 is the writer's, 我们村长叫 is not: nothing may stand between. */
const FRAMES: readonly Frame[] = [
  {
    frame: rx(
      `${I}(?:的)?(?:${CALLED}|名儿?)?(?:从前|以前|原来|原先|过去|现在|后来|身份证上)?(?:改名)?(?:就叫|是叫|叫做|叫作|叫|唤作|名叫|名唤|名为)${IS}`,
    ),
    read: strongOrLead,
    of: 'writer',
  },
  {
    frame: rx(`${I}(?:的)?(?:${CALLED}|名儿|名(?![下义额声誉字叫]|次[^仁旺旦]|单[上里中]))${IS}`),
    read: strong,
    of: 'writer',
  },
  {
    frame: rx(`${I}(?:们)?家?(?:的)?${KIN}(?:的)?(?:名字|姓名)?(?:叫做?|名叫)${IS}`),
    read: strong,
    of: 'writer',
  },
  {
    frame: rx(`(?:名字|真名|全名|本名|小名|外号|网名|昵称|微信名)[是叫为:：]${IS}|名叫${IS}`),
    read: strong,
    of: 'clause',
  },
  {
    frame: rx(
      `(?:姓 ?名|名 ?字)[】\\]）)]?[:：=为是]${IS}|(?:姓名|名字)(?:改成|改为|换成|应该是|[】\\]）) ])${IS}`,
    ),
    read: strong,
    of: 'form',
  },
  {
    frame: rx(`(?:${SIGNS})(?:姓名|名字)?[】\\]）)]?(?:[是叫为:：=]|改成|改为|换成|应该是|[】\\]）) ])${IS}`),
    read: strong,
    of: 'form',
  },
  {
    frame: rx(`(?:${SIGNS})(?:姓名)?(?=[${HAN}])`),
    read: weak,
    of: 'form',
  },
  { frame: rx(`(?<![${HAN}])姓名(?=[${HAN}])`), read: weak, of: 'form' },
  { frame: rx(`${I}(?:这边|这里)?(?:是|就是|就系|系|乃|即是)${IS}|这里是${IS}`), read: weak, of: 'writer' },
  { frame: rx(`(?:^|[\\n，,。；;！!？?：: ])(?:${SELF}|俺|我)${IS}`), read: named, of: 'writer' },
  { frame: rx(`是我[，, ]`), read: named, of: 'writer' },
  { frame: rx(`${I}(?:们)?家?(?:的)?${KIN}(?:的)?(?=[${HAN}])`), read: bare, of: 'writer' },
  {
    frame: rx(`(?:^|[\\n。！!；;])[ ]*(?:${PLACE})?(?:${ROLE_NOUN})?[ ]?(?=${DOUBLE}|[${SURNAMES}])`),
    read: reporting,
    of: 'writer',
  },
  {
    frame: rx(
      `(?:请|可以?|有事|有问题|有情况|需要)(?:直接)?(?:联系|联络|打给|打电话给|回电给?|回复给?|找)[:：]?[ ]?|(?:回复给|打给|回电给|联系[:：])[ ]?`,
    ),
    read: bare,
    of: 'clause',
  },
  { frame: rx(`(?:叫|喊|称呼|称|唤)(?:我|俺)(?:一声|作|做|为)?[ ]?`), read: called, of: 'writer' },
  {
    frame: rx(`(?:${I}(?:们)?家?里?(?:是)?姓|免贵[ ]?姓|敝姓|鄙姓|${I}的?姓氏?[是为:：]|贱姓)[ ]?`),
    read: surname,
    of: 'writer',
  },
  {
    frame: rx(
      `(?:[Mm][Yy] (?:full |real )?[Nn][Aa][Mm][Ee](?:'s| is|:)|[Ii] am called|[Ii]'m called|[Cc]all me|[Nn]ame ?:|[Ss]igned ?[,:]|[Ww]o jiao|[Ww]ojiao|[Bb]enren)\\s*:?\\s*`,
    ),
    read: latin,
    of: 'writer',
  },
  {
    frame: rx(
      `(?:[Rr]egards|[Yy]ours(?: (?:sincerely|faithfully|truly))?|[Ss]incerely(?: yours)?|[Bb]est(?: wishes)?|[Tt]hanks|[Ff]rom)\\s*[,:]\\s*`,
    ),
    read: capital,
    of: 'writer',
  },
  {
    frame: rx(`(?:^|[.!?\\n] ?)(?=[A-Z][a-z]+(?: [A-Z][a-z]+){0,2} (?:here|speaking|writing)(?![a-z]))`),
    read: capital,
    of: 'writer',
  },
  {
    frame: rx(`(?:^|[^\\p{L}])(?:[Ii]'m|[Ii]’m|[Ii] am|[Tt]his is|[Ww]o shi|[Ww]oshi)\\s+`),
    read: capital,
    of: 'writer',
  },
]

function rx(source: string): RegExp {
  return new RegExp(source, 'gu')
}

/**
 * Words of two characters or more that continue a phrase rather than a name, or single characters that names hardly
 * ever contain.
 */
const GOES_ON =
  /^(?:[住是在的我你您他她它们吗呢吧啦嘛]|今年|今天|昨天|今日|现[在住年]|目前|来[自信反举投]|电话|手机|联系|号码|微信|身份|男|女|汉族|回族|维吾尔|藏族|蒙古|民族|村民|同志|举报|反映|投诉|控告|检举|实名|因为|由于|为了|希望|请[求你您帮问]|要[反举投求问]|想[问要说举反投]|向[您你贵]|对于|有[事个一]|家[里在住]|从[来小]|特此|就[行好可]|即可|好了|可以|受理|路灯|[村镇路街]口|和我|[零一二三四五六七八九十\d]+[岁组号])/u
const LETTER = new RegExp(`^[${HAN}]$`, 'u')
const isHan = (c: string | undefined) => c !== undefined && LETTER.test(c)
const ENDS = /[\p{P}\p{S}\s]|^$/u

/** A run of Chinese characters as a name would be written, up to punctuation or words that go on. */
function hanRun(
  line: string,
  at: number,
): { to: number; letters: string[]; dotted: boolean; whole: boolean } {
  const rest = [...line.slice(at, at + 80)]
  const letters: string[] = []
  let [i, to, dotted] = [0, at, false]
  let sinceDot = 0
  let spaced = false
  for (; i < rest.length; i++) {
    const c = rest[i]!
    if (isHan(c)) {
      if (sinceDot >= 2 && GOES_ON.test(rest.slice(i, i + 4).join(''))) break
      letters.push(c)
      sinceDot++
      to = at + rest.slice(0, i + 1).join('').length
      continue
    }
    if (letters.length === 0) break
    if (DOT.includes(c) || (c === '-' && isHan(rest[i + 1]))) {
      if (!isHan(rest[i + 1]) && !(rest[i + 1] === ' ' && isHan(rest[i + 2]))) break
      dotted = true
      sinceDot = 0
      continue
    }
    // 张 三, 张 三 丰, 欧阳 娜娜: blanks between single characters, or behind a surname.
    const gap = rest.slice(i).findIndex(other => !/[ _*]/.test(other))
    if (gap > 0 && gap <= 4 && isHan(rest[i + gap])) {
      const next = rest
        .slice(i + gap)
        .join('')
        .match(new RegExp(`^[${HAN}]+`, 'u'))![0]
      const short = [...next].length <= 2 && !GOES_ON.test(next)
      const first = letters.length === 1 || new RegExp(`^(?:${DOUBLE})$`, 'u').test(letters.join(''))
      const goes = dotted ? sinceDot === 0 : short && (first || (spaced && [...next].length === 1))
      if (!goes) break
      spaced = true
      i += gap - 1
      continue
    }
    break
  }
  const next = rest[i]
  return { to, letters, dotted, whole: next === undefined || ENDS.test(next) }
}

const lengthOf = (line: string, at: number, letters: number) => {
  let [to, left] = [at, letters]
  for (const c of line.slice(at)) {
    if (left === 0) break
    to += c.length
    if (isHan(c)) left--
  }
  return to
}

const LED = new RegExp(`^(?:${DOUBLE}|[${SURNAMES}])`, 'u')
const isDouble = (letters: readonly string[]) => new RegExp(`^(?:${DOUBLE})`, 'u').test(letters.join(''))

/** Takes whatever follows as a name. */
function strong(line: string, at: number): [number, number] {
  if (/^[，,]/u.test(line.slice(at))) return [at, at]
  const { to, letters, dotted } = hanRun(line, at)
  if (letters.length === 0) return latin(line, at)
  if (/^(?:什么|啥|谁|不|没|保密|匿名|无|暂|略|留名|实名|真实|跳过|可不填|写好|什麼)/u.test(letters.join('')))
    return [at, at]
  if (dotted) return [at, to]
  const led = LED.test(letters.join(''))
  // Without punctuation behind it the matter begins at once: 我叫张三路灯坏了半个月没人管.
  const most = led ? (letters.length <= 6 ? letters.length : isDouble(letters) ? 4 : 3) : 12
  return [at, letters.length <= most ? to : lengthOf(line, at, most)]
}

/** 我叫 and a name; not 我叫他们修, 我叫了三次人. */
function strongOrLead(line: string, at: number): [number, number] {
  if (/^(?:他|她|它|人|了|过|你|您|大家|村|师傅|车|救护|物业|警|110|120|不|天天|上)/u.test(line.slice(at)))
    return [at, at]
  return strong(line, at)
}

const ROLE =
  /(?:村民|居民|群众|农民|业主|车主|住户|租户|房东|学生|老师|家长|老百姓|百姓|党员|干部|员工|职工|工人|司机|老板|商户|店主|人员|患者|病人|残疾人|老人|妇女|孤儿|单身|单亲|退休|打工|[村镇乡县市区组路街户湾屯庄寨店厂]|[省市县]人|外地人|本地人|当地人|农村人|人家)$/u
const NO_NAME =
  /^(?:一|个|这|那|来|想|要|被|不|没|去|今|昨|刚|先|也|都|真|很|最|因|为|负责|住|从|家|谁|什么|怎么|举报|反映|投诉|高中|初中|任何|常年|常住|万分|支持|强烈|向|对|和|与|于|有|方便|幸|严重|易地|单独|代表|代替|付[了过钱款]|解决|关心|关注|许多|时常|安徽|江苏|江西|云南|陕西|河南|河北|湖南|湖北|贵州|甘肃|郑州|武汉|常州|温州)/u
/** Everyday words that begin like a surname, where nothing but a surname tells a name: 我马上, 我爸常年. */
const EVERYDAY =
  /^(?:马上|马虎|曾经|曾多|尤其|申请|申诉|申报|简直|麻烦|陆续|任由|任凭|尚未|尚且|郑重|焦急|焦虑|周[末一二三四五六日天年边围]|谢谢|谢绝|宁愿|宁可|何必|何时|何尝|何况|何处|方才|方知|应该|应当|应得|路过|经常|经过|安心|安装|安排|包括|包容|成天|单位|单独|单单|费尽|费力|符合|付出|甘愿|顾不|计算|解释|解决|金额|乐意|连夜|连续|凌晨|莫名|强烈|强调|全家|全部|权当|盛怒|时不|时候|时间|史无|司机|万一|万般|万望|汪汪|温馨|项目|许久|许诺|宣称|严禁|严厉|言明|应声|游说|于是|于今|余下|支付|支持|钟爱|祝愿|祝您|祝各|庄重|卓有|冷得|冷静|荣幸|梅雨|党员|党委|党支|党中|国家|车子|车辆|车祸|从此|明明|明白|明天|明知|易拉|古稀|高龄|高位|高烧|高血|高度|高声|高考|高中|高额|高价|高空|毛病|毛重|石头|石子|花了|花费|白天|白白|白血|田里|田地|林地|林场|江边|江里|池塘|水泥|水管|房子|房屋|洪水|黄昏|黄土|金钱|边上|边境|满意|满身|满腔|满脸|丰收|权利|权益|管理|管道|支部|宣传|井水|井盖|井里|朝[我着天]|查[了看清过处明实询]|查不|游[客玩泳]|荣誉|翁婿|齐心|党组|虞美|曲折|封[闭路条堵]|皮肤|皮包|皮外|贝壳|席位|席卷|索要|索赔|索性|容易|容忍|边[走打说]|初[中一二三]|诸[多位如]|惠[民农及]|解[放说除开]|祖[上传宅坟辈先]|牛[奶羊棚肉]|池[子里水]|鹿[茸角]|车[主费位库牌票]|单[身亲据价元]|代[表理替办缴]|展[开示现]|付[款钱费了过]|苑|强[迫制行拆占奸]|候[车诊补]|揭[发露开]|景[区色]|阳[台光历]|粟米|桂花|桑树|后[来面果]|常[年住常有去来被]|常规|和[他她我你您村]|向[您上来各领有]|于[今昨去前上]|与[其他她村]|对[此他她象]|平[时常日]|常客|江[苏西边]|云南|陕西)/u
const KIN_OF = new RegExp(`^的(?:${KIN}|妻|夫|子|女|父|母)`, 'u')

/** 我是 and perhaps a name: with a surname in front, of sounded-out characters, or of characters only names have. */
function weak(line: string, at: number): [number, number] {
  // 我是东山村三组的张三; 我是一名村民张三.
  const lead =
    /^[^，,。；;！!？?：:\n]{0,24}?(?:[村组队社屯镇县市区路街厂司校院]|小区|单位)(?:里|上)?(?:的)?(?:一名|普通)?(?:村民|居民|业主|社员|群众|学生|老师|职工|员工|住户|人)?(?:的)?[ ：:]?/u.exec(
      line.slice(at),
    )?.[0] ?? ''
  const role =
    /^(?:这里的|本村的?|贵村的?|一名|一个|一位|普通|退休|小|老)*(?:村民|居民|业主|群众|学生|老师|职工|员工|住户|干部|党员|教师|医生|农民)(?:代表)?[ ：:]?/u.exec(
      line.slice(at),
    )?.[0] ?? ''
  // 我是上次来过的张三; 我是受害人张三.
  const known =
    /^(?:那个|这个|[^，,。；;！!？?：:\n]{1,16}?的(?:那个)?|(?:受害人|被害人|受害者|户主|业主|房主|法人|法人代表|经营者|承包人|代理人|家属))[ ]?/u.exec(
      line.slice(at),
    )?.[0] ?? ''
  for (const skip of [0, lead.length, role.length, known.length]) {
    const read = certain(line, at + skip)
    if (read) return read
    if (skip > 0 || lead === '') continue
  }
  return [at, at]
}

function certain(line: string, at: number): [number, number] | null {
  const rest = line.slice(at)
  const pet = new RegExp(
    `^(?:[小老阿][${SURNAMES}][头汉妹]?|[${SURNAMES}](?:大爷|大妈|大娘|大叔|大婶|大嫂|大哥|大姐|叔|婶|嫂|姨|伯|爷|奶奶|老师|医生|师傅|工|总|姐|哥|某某?|先生|女士|小姐|氏)|[大二三四五小老阿铁狗][狗牛虎龙柱娃蛋妮丫毛胖黑贵宝强明兰芳花英][子儿]?|[岩玉][温罕香叫坦恩保光糯波囡旺嫩][${HAN}]?)(?![${HAN}])`,
    'u',
  ).exec(rest)
  if (pet) return [at, at + pet[0].length]
  const { to, letters, dotted, whole } = hanRun(line, at)
  const word = letters.join('')
  if (letters.length === 0) return foreign(line, at)
  if (dotted) return [at, to]
  const behind = line.slice(to)
  if (/^的/u.test(behind) && !KIN_OF.test(behind) && !/家$/u.test(word)) return null
  if (letters.some(c => /[\u3400-\u4dbf\p{Co}]|[^\u0000-\uffff]/u.test(c)) && letters.length <= 8)
    return [at, to]
  if (!isName(word)) return null
  // 我是张三家的.
  const homely = new RegExp(`^(${FULL_NAME})家(?:的|里的?|人)?$`, 'u').exec(word)?.[1]
  if (homely && (whole || /^的(?![${HAN}])/u.test(behind))) return [at, at + homely.length]
  const ended = whole || GOES_ON.test(behind) || KIN_OF.test(behind)
  if (LED.test(word) && letters.length >= 2 && letters.length <= (isDouble(letters) ? 5 : 4) && ended)
    return [at, to]
  if (letters.length >= 2 && letters.length <= 12 && ended && letters.every(c => SOUNDED.includes(c)))
    return [at, to]
  return null
}

/** 本人张三，; 我，张三，; 我张三实名举报. Not 我高兴, 本人反映. */
function named(line: string, at: number): [number, number] {
  const match = new RegExp(
    `^${FULL_NAME}(?=$|[\\p{P}\\s]|呀|啊|实名|在此|郑重|今年|现年|现住|家住|住在|系|身份证|男|女|\\d)`,
    'u',
  ).exec(line.slice(at))
  if (!match || !isName(match[0])) {
    const { to, dotted } = hanRun(line, at)
    return dotted ? [at, to] : [at, at]
  }
  const before = line.slice(Math.max(0, at - 2), at)
  const follows = line.slice(at + match[0].length)
  // 我 alone needs more: 我万分, 我常常.
  if (
    /我$/u.test(before) &&
    !/^(?:实名|在此|郑重|今年|现年|现住|家住|住在|系|身份证|男|女|\d|[，,。！!呀啊]|$)/u.test(follows)
  )
    return [at, at]
  return [at, at + match[0].length]
}

/** A name with a surname, and behind it what does not belong to one: 我爸张三被打了; 请联系张三，. */
function bare(line: string, at: number): [number, number] {
  const match = new RegExp(
    `^${FULL_NAME}(?:先生|女士|小姐|同志)?(?=$|[\\p{P}\\s\\d]|被|在|今年|现年|是|因|去|于|从|患|生病|住|也|已|有|没|不|还|联系|核实|了解|电话|手机)`,
    'u',
  ).exec(line.slice(at))?.[0]
  const said = match !== undefined && line.slice(0, at).includes(match)
  if (!match || said || !isName(match)) return [at, at]
  return [at, at + match.length]
}

/** 张三反映：…; 村民张三实名举报…; 张女士来电. Whoever a text begins with and lets report. */
function reporting(line: string, at: number): [number, number] {
  const match = new RegExp(
    `^(?:${FULL_NAME}|[${SURNAMES}](?:先生|女士|小姐|大爷|大妈|大叔|大婶|大哥|大姐|师傅))(?=(?:向[^，,。]{1,8})?(?:现|特)?(?:实名|匿名)?(?:举报|反映|投诉|控告|检举|反应|来电|来信|来访|致电|求助|上访|信访)(?!人|过|信|电话|我|俺))`,
    'u',
  ).exec(line.slice(at))?.[0]
  if (!match || /[长记任计导]$/u.test(match) || !isName(match)) return [at, at]
  return [at, at + match.length]
}

/**
 * A name written beside a number: 张三，13800000123; 13800000123（张三）; 联系方式：张三 138….
 * @param from where the number begins, @param to where it ends
 */
export function nameBeside(line: string, from: number, to: number): Span | undefined {
  const before = line.slice(Math.max(0, from - 40), from)
  const ahead = new RegExp(
    `(?<=^|[\\p{P}\\p{S}\\s]|联系人?|找|打给|我是|我叫)(${NAME_ALONE})(?:先生|女士|小姐)?[ ，,、：:（(]{0,3}(?:的)?(?:联系)?(?:电话|手机|号码|手机号|方式|tel)?[ 是为:：]{0,3}$`,
    'iu',
  ).exec(before)
  if (ahead && isName(ahead[1]!) && !ACCUSED.test(before.slice(0, ahead.index))) {
    const at = from - before.length + ahead.index
    return { from: at, to: at + ahead[1]!.length }
  }
  const behind = new RegExp(
    `^[ ，,、（(]{0,2}(${NAME_ALONE})(?=(?:先生|女士|小姐)?(?:$|[\\p{P}\\s]))`,
    'u',
  ).exec(line.slice(to, to + 40))
  if (!behind || !isName(behind[1]!)) return undefined
  const at = to + behind[0].length - behind[1]!.length
  return { from: at, to: at + behind[1]!.length }
}

/** Behind a number this is an amount: 565 万元, 3 万余亩. 万 is a surname, too. */
const AMOUNT = /^[万亿][多余]?(?:元|斤|亩|人|户|吨|米|件|个|条|棵|株|方|字|次)/u

const NAME_ALONE = `${FULL_NAME}|[小老阿][${SURNAMES}]|[${HAN}]{1,12}(?:[${DOT}][${HAN}]{1,12})+|[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}`
const isName = (name: string) => !ROLE.test(name) && !NO_NAME.test(name) && !EVERYDAY.test(name)

/** 叫我老王就行; 大家都叫我阿依古丽. Not 他叫我交钱, 他们叫我去办公室. */
function called(line: string, at: number): [number, number] {
  const { to, letters, dotted } = hanRun(line, at)
  const word = letters.join('')
  const behind = line.slice(to)
  const before = line.slice(Math.max(0, at - 12), at)
  const kindly =
    /^(?:就行|就好|就可以|即可|好了|吧|得了|都行)/u.test(behind) ||
    /(?:都|大家|可以|请|您就?|你就?|别人|人家|村里人|习惯)(?:叫|喊|称呼|称|唤)[我俺]/u.test(before)
  if (!kindly && !dotted) return [at, at]
  if (letters.length === 0) return foreign(line, at) ?? [at, at]
  if (/^[去来交给滚做办写签不别等走说赔出把将先自]/u.test(word)) return [at, at]
  return [at, letters.length <= 8 ? to : lengthOf(line, at, 3)]
}

/** 我姓张; 免贵姓欧阳，名修; 弓长张. */
function surname(line: string, at: number): [number, number] {
  const rest = line.slice(at)
  const match = new RegExp(`^(?:${DOUBLE}|[${HAN}])`, 'u').exec(rest)
  if (!match || /^[什啥名不何的甚]/u.test(rest)) return [at, at]
  const more = new RegExp(
    `^${IS}(?:单?名|名字)(?:叫|是|一个|单字)?${IS}[“「"]?[${HAN}]{1,2}|^[，, （(]*(?:[${HAN}]{2,4})?${match[0]}(?:的${match[0]})?(?![${HAN}])`,
    'u',
  ).exec(rest.slice(match[0].length))
  const full =
    more === null && LED.test(match[0])
      ? new RegExp(`^[${HAN}]{1,3}(?=$|[\\p{P}\\s])`, 'u').exec(rest.slice(match[0].length))
      : null
  const kept = full && !/^(?:的|人|家|先生|女士)/u.test(full[0]) ? full[0].length : 0
  return [at, at + match[0].length + (more?.[0].length ?? kept)]
}

/** A name in letters of another script, up to what goes on. */
function latin(line: string, at: number): [number, number] {
  const match = /^[\p{L}\p{M}][\p{L}\p{M}'’.\-·་]*(?: [\p{L}\p{M}][\p{L}\p{M}'’.\-·་]*){0,3}/u.exec(
    line.slice(at),
  )
  if (!match) return [at, at]
  const words = match[0].split(new RegExp(`(?=[${HAN}])`, 'u'))[0]!.split(' ')
  let kept = words.length
  for (let i = 1; i < words.length; i++) {
    if (
      /^(?:and|from|i|my|me|live|lives|here|phone|tel|is|am|the|a|in|at|of|we|please|want|would|but|who|he|she|they|wo|dianhua|zhu)$/iu.test(
        words[i]!,
      )
    ) {
      kept = i
      break
    }
  }
  return [at, at + words.slice(0, kept).join(' ').length]
}

const NO_LATIN =
  /^(?:chinese|not|a|an|the|sure|very|so|sorry|here|from|writing|reporting|very|just|happy|unhappy|afraid|tired|old|ok|in|at|it|what|why|how|about|my|our|your|his|her|disabled|retired|pregnant|IT|HR|VIP|PM|UP|AA|DNA)$/iu

/** I'm Zhang San; i am zhang san; not I am not sure. */
function capital(line: string, at: number): [number, number] {
  return foreign(line, at) ?? [at, at]
}

function foreign(line: string, at: number): [number, number] | null {
  const [from, to] = latin(line, at)
  const words = line.slice(from, to).split(' ')
  if (to === from || NO_LATIN.test(words[0]!)) return null
  const small = words.map(w => w.toLowerCase())
  const named =
    /^\p{Lu}/u.test(words[0]!) ||
    !/^[\p{Script=Latin}]/u.test(words[0]!) ||
    PINYIN_SURNAMES.has(small[0]!) ||
    (words.length === 1 &&
      [...PINYIN_SURNAMES].some(
        s => s.length >= 2 && small[0]!.startsWith(s) && small[0]!.length > s.length + 1,
      ))
  if (!named) return null
  // Capitals go on; a small word behind a capital begins the sentence.
  let kept = 1
  while (kept < words.length && (/^\p{Lu}/u.test(words[kept]!) || (small[0] === words[0] && kept < 3))) kept++
  return [from, from + words.slice(0, kept).join(' ').length]
}

/** Words for another person, at the end of the text before a name. */
const OTHERS =
  /(?:被(?:举报|反映|投诉|控告|检举)人?|举报对象|当事人|涉案人|嫌疑人|对方|[他她其它]|村长|书记|主任|会计|队长|组长|镇长|乡长|县长|所长|局长|站长|院长|校长|科长|厂长|经理|老板|领导|干部|邻居|隔壁|同事|工头|包工头|房东|房主|物业|司机|医生|老师|骗子|公司|单位|厂|店|那[个人]|这[个人]|个人|有人|一[个名位]人|男子|女子)(?:的|是|信息|情况|，)?$/u

function ofSomebodyElse(line: string, at: number, of: 'clause' | 'form'): boolean {
  const before = line.slice(Math.max(0, at - 300), at)
  if (/被$/u.test(before)) return true
  const clause = /[^，,。；;！!？?\n]{0,16}$/u.exec(before)![0]
  if (OTHERS.test(clause)) return true
  if (of === 'clause') return !/[我俺咱]|本人|^$|[:：]$/u.test(clause) && /[\p{L}]/u.test(clause)
  // A form: which part of it is this?
  const heads = [
    ...before.matchAll(
      /(?<!被)(?:举报|反映|投诉|控告|检举|申请)人|本人|被(?:举报|反映|投诉|控告|检举)[人单对]|举报对象|当事人|涉案人/gu,
    ),
  ]
  return /^(?:被|举报对象|当事|涉案)/u.test(heads.at(-1)?.[0] ?? '')
}

const DATE =
  '(?:\\d{2,4} ?[年./-] ?\\d{1,2} ?[月./-] ?\\d{1,2} ?[日号]?|[〇零一二三四五六七八九十]{2,4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十]{1,3}[日号]|\\d{1,2}月\\d{1,2}[日号])'
const CLOSING =
  '(?:此致|敬礼|敬上|谨上|谨启|敬启|敬呈|叩首|拜上|拜谢|谢谢|感谢|拜托|祝好|致敬|顺颂|[—–-]{1,3})'
const ROLE_BEFORE =
  '(?:[^\\s，,。；;]{0,12}?(?:村|组|社区|屯|镇|县|小区)(?:的)?)?(?:您的|一个|一名|一位|普通|全体)?(?:村民|居民|业主|群众|百姓|老百姓|社员|学生|家长|老党员|党员|农民|署名|落款|签名|举报人|反映人|投诉人|申请人|联系人)?(?:代表)?[ :：、]?'
const ACCUSED =
  /(?:举报|投诉|反映|控告|状告|检举|告|严查|查处|处理|调查|追究|惩处|惩治|处分|罢免|查|抓|撤|对象|叫|名|是|给|人|与|和|跟|及|、|村长|书记|主任|会计|队长|组长|镇长|乡长|县长|所长|局长|站长|院长|校长|科长|厂长|经理|老板|领导|干部|邻居|隔壁|对方|司机|房东|的)[ :：]*$/u
const TAIL = new RegExp(
  `^(?<before>.*?)(?<cut>^|[。！？!?；;~…\\s]|${CLOSING}[！!。,， ]*)(?<role>${ROLE_BEFORE})(?<name>${FULL_NAME}|[${HAN}]{1,12}(?:[${DOT}][${HAN}]{1,12})+|[${SOUNDED}]{2,8}|[${HAN}](?: [${HAN}]){1,3}|[A-Z][a-z]+(?: [A-Z][a-z]+){1,3})[ ]?(?:敬上|谨上|敬启|谨启|敬呈|拜上|叩首|上|呈|启|书)?[\\s,，。.、:：]*(?<date>${DATE})?[\\s。.]*$`,
  'u',
)
/** Lines that may stand under a name: a date, a number, an address of the writer. */
const UNDER = new RegExp(
  `^\\s*(?:${DATE}|(?:电话|手机|联系方式|微信|QQ)?[:：]?[\\d\\s+*xX-]{5,24}|〔[^〕]*〕|（不显示）)?\\s*$`,
  'u',
)

/** A name under a letter, or before the date at its end. */
function signatures(line: string): [number, number][] {
  const lines = line.split('\n')
  let end = line.length
  for (let i = lines.length - 1, looked = 0; i >= 0 && looked < 4; i--) {
    const start = end - lines[i]!.length
    const own = lines[i]!.slice(-160)
    if (!UNDER.test(own)) {
      looked++
      const match = TAIL.exec(own)
      const { before = '', cut = '', role = '', name = '', date } = match?.groups ?? {}
      const above = lines.slice(0, i).join('\n').trimEnd()
      const alone = before.trim() === '' && cut === ''
      const closed = new RegExp(`${CLOSING}[！!。]?\\s*$`, 'u').test(
        alone ? above.slice(-12) : cut + before.slice(-12),
      )
      const led = LED.test(name) && !ROLE.test(name) && !NO_NAME.test(name)
      const sure = date !== undefined || closed || role.trim() !== '' || looked > 1 || i < lines.length - 1
      const accused = ACCUSED.test(
        alone && role === '' ? above : role === '' ? `${before}${cut}`.trimEnd() : '',
      )
      const elsewhere = line.slice(0, start).includes(name) || before.includes(name)
      // One line that is nothing but a name is an answer to a question, or a title.
      const letter = above !== '' || before.trim() !== '' || date !== undefined || role.trim() !== ''
      if (match && letter && !accused && !(elsewhere && !closed) && (led || sure)) {
        const at =
          start +
          (lines[i]!.length - own.length) +
          match[0].indexOf(name, before.length + cut.length + role.length)
        return [[at, at + name.length]]
      }
      if (match === null && looked > 1) break
    }
    end = start - 1
  }
  return []
}

/** Where the name that the writer gave once stands again. */
function repeats(line: string, found: readonly Span[], from: readonly number[]): [number, number][] {
  const again: [number, number][] = []
  for (const span of found) {
    const at = from.indexOf(span.from)
    const name = new RegExp(`^${FULL_NAME}`, 'u').exec(line.slice(at, at + 12))?.[0].replaceAll(' ', '')
    if (!name) continue
    const shorter =
      [...name].length === 3 && !isDouble([...name]) ? [name, [...name].slice(0, 2).join('')] : [name]
    const said = shorter.find(
      n => line.indexOf(n, at + name.length) >= 0 || (line.indexOf(n) >= 0 && line.indexOf(n) < at),
    )
    if (!said) continue
    for (let i = line.indexOf(said); i >= 0; i = line.indexOf(said, i + said.length)) {
      // 举报张三丰 is not 张三.
      if (
        said !== name &&
        i < at &&
        isHan(line[i + said.length]) &&
        !GOES_ON.test(line.slice(i + said.length))
      )
        continue
      if (ACCUSED.test(line.slice(0, i)) && !/我[^，,。；;\n]{0,3}$/u.test(line.slice(0, i))) continue
      again.push([i, i + said.length])
    }
  }
  return again
}
