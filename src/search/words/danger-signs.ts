/**
 * What the words around a word of danger say about it: that it happens now, or is over, feared, denied, a matter of money.
 * They are tables so that an office can see why the bot gave a number, or gave none. Each pattern is searched in the
 * normalised text: BEFORE the word and AFTER it within its clause, the others around it.
 */

const any = (...patterns: readonly RegExp[]): RegExp =>
  new RegExp(patterns.map(pattern => pattern.source).join('|'))

/** Somebody needs help at this moment. It outweighs the past and questions of money: 昨天发烧，现在叫不醒. */
export const CRY: RegExp = any(
  /救命(?!之|恩|钱|药|的)|快点?来(?!处理|解决|修|管)|快些来|快救|快派|快叫|来人[啊哪呀]|来救|叫救护车|怎么还不来|没人来救/,
  /往外跑|[叫喊摇](不醒|不应|不答应)|没(有|得)?呼吸|没反应|一动不动|[躺倒晕昏].{0,6}不动|(流|淌)了?(好多|很多|一地|不少)血|(止不住.{0,2}血|血.{0,2}止不住)/,
  /越烧越|火(势)?(很|好|太|越来越)大|烧过来|[出下上]不[来去](?!台)|拔不出|躲在|追着|正在[烧打砍砸追漏流抢闹]/,
  /还在(里面|水里|河里|井里|下面|楼上|外面|门口|屋里|流|烧|打人|打我|砸|追|漏|喷|喊|叫|抽搐|砍)|还没(出来|上来|捞|醒)|急急急|快快|!{2,}/,
)

/** Rescuers are asked for. A long message that does so is no letter: what it tells of happens now. */
export const CALL: RegExp = any(
  /[叫喊派请](来|个|些|辆)?(消防|救护|救援|警察|民警|公安|挖机|挖掘机|吊车|船|直升机)(车|队|员)?|(快|赶快|赶紧|马上|立刻|尽快)点?(帮忙|帮我们?|给我们?)*(叫|派|喊|来)(人|点人|个人|车)(过?来)?(?!处理|查|看|修|解决|调查|管)/,
  /救一救|快来救|来救(人|我|他|她|火)|救命|叫人来|派人来救|(119|120|110)(一直|老是|都)?(占线|打不通|没人接)|急疯|不知道该?找谁.{0,4}(帮|救)|[帮替快].{0,4}报(个|一下)?警/,
)

/** A day is named: 2016年, 10月12日. Who calls for help does not. */
export const DATED = /(19|20)\d\d ?[年./-]|(?<!\d)\d{1,2} ?月 ?\d{1,2} ?[日号]/

/** This moment. */
export const NOW: RegExp = any(
  /现在|正在|正(?=[在着打砍烧])|刚(?!好|性|需|开始|建|毕业|来|搬|买|装|修|才说)|这会儿?|此刻|眼下|马上(?!处理|解决|就)|立刻/,
  /今早|今晚|今天|今夜|又(?=在|打|开始打|喝|拿|闹|起火|着火)|突然|忽然|眼瞅着|快点|赶紧(?!处理|解决|修)/,
)

/** It was long ago. */
export const PAST: RegExp = any(
  /去年|前年|上个?月|上上?周|上个?(星期|礼拜)|上次|上回|长期|多年|历年|从前|以前|之前|曾|年前|年初|年底|早年|早些年|往年|小时候|今年[\d一二三四五六七八九十]+月|月份|[\d一二两三四五六七八九十几]+(多|个)?(年|多?月)(没回|没见|联系不|不见|不回)/,
  /[\d一二三四五六七八九十两几数]+(个|多|来)*(年|月|天|日|星期|周|礼拜)(多|来)?(之?前|以前)|(19|20)\d\d ?[年./-]|(?<!\d)\d{1,2} ?月 ?\d{1,2} ?[日号]/,
  /当时|当年|那年|那时|那天|那次|那回|事后|后来|事发|期间|(中风|脑梗|脑出血|手术|车祸|事故|受伤|摔伤|出院|生病)(以|之)?后|前(几|些|两|三)(天|日)|前段时间|前阵子?|前不久/,
)

/** It was yesterday. Whoever is missing since then is missing now. */
export const YESTERDAY = /昨天|昨日|昨晚|昨夜|前天|前晚|头天/

/** How long it has been so: 中风三年了. */
export const SINCE_AFTER = /^.{0,4}[\d一二三四五六七八九十两几半多]+(多|来)?(年|个多?月)/

/** Told from its end: 着火以后, 受伤期间. */
export const OVER_AFTER =
  /^过(?!去|来|敏)|^[了过]?[一二两三四五几好多\d]+[回次趟]|^了?(后的|以后|之后|期间|那(天|次|年|时|回)|后(?!面|山|院|门|头|背|备))/

/** It is over, and something is left of it. */
export const AFTERMATH =
  /烧没了|烧光|烧毁|烧掉的|(火|已经|都)灭了|扑灭|熄灭|救[出上]来了|找到了|找回来了|(又|自己|平安|已经)回(来|家)了|脱险|出院|住院|住了院|(已经?|被|后)(被|紧急)?送(到|去|往)?.{0,6}医院|(?<![快要想么马上])送(到|往|去|至).{0,8}医院|送.{0,6}医院了|做了手术|手术(费|后)|后遗症|瘫痪了|致残|落下|残疾证|康复|截瘫|重症|(人|哥|嫂|爸|妈|爹|娘|父母|儿子|女儿|闺女|老公|老婆)[都就]没了|痊愈|拆线|身亡|遇难|去世|过世|离世|抢救无效|支架|搭桥|火化/

/** Money, law and the office's work about it. */
export const CLAIM: RegExp = any(
  /赔|补偿|补助|补贴|救助|救济|抚恤|报销|能报多少|医药费|医疗费|手术费|治疗费|疫苗钱|误工费|费用|谁出|理赔|保险|鉴定|认定|工伤|待遇|继承/,
  /判决|判几|怎么判|判多少|判多久|要判|起诉|打官司|诉讼|立案|结案|案破|案件|案子|事故|判了|判死|判刑|责任|追究|承担|违法|犯法|犯罪|构成|处罚|抓起来|坐牢|拘留/,
  /处理结果|处理意见|调查结果|调解|结果|证据|主持公道|给个说法|说法|离婚|评个?残|抚养|准生证|出生证|怎么补|死刑|医保|能报|怎么报|保护令|申请|办理|补办|证明|手续|政策|规定|标准|收费|条例|真相|借口|无人处理|没人处理|不闻不问|不管不问|[不谁]负责|没人负责/,
)

/** A story of need: it asks for money, work or care, whatever happened before. */
export const NEED: RegExp = any(
  /没钱|没有钱|请律师|干不了|干不动|救急|求帮|求给|求借|求安排|饭钱|学费|读书|上学|积蓄|接济|帐篷|收留|老板|工头|项目部|公司(只|不)/,
  /没地[方住]|借住|满[三四五六七八九十\d]+了|奖励|申报|复查|想找人|请政府帮|求政府|[带养]着?(两|几|三|\d)?个?孩子|留下/,
)

/** It is brought to the notice of the office: nobody who is being beaten complains of it in this manner. */
export const REPORT =
  /投诉|举报|反映|控告|申诉|信访|曝光|检举|视频里|不处理|不管(?!我)|没人管|不解决|没结果|没有结果|不服/

/** Who does it holds an office: a matter for a report. */
export const OFFICIAL_BEFORE = /(支书|书记|主任|村长|干部|网格员|城管|保安|校长)[^,]{0,12}$/

/** A wish for public works or for order. */
export const WISH =
  /建议|希望(?!.{0,6}(救|快|来))|要求|呼吁|加装|增设|装上|安装|装个|能不能(装|安装|配|设|换|给我们装)|立(个|块)|整改|整治|改造|排查|检查|监管|加强|都没法|怎么预防/

/** Told of another place or by others, or only played. */
export const ELSEWHERE =
  /新闻|电视(上|里|新闻|剧|台)|抖音|快手|网上|视频|朋友圈|传言|谣言|辟谣|据说|报道|真的(吗|么|假)|(哪里|哪儿|哪个地方)(着|起|失)火|是真是假|是不是真|演习|演练|排练|彩排|电影|小说|故事|游戏里|梦见|做梦|笑话|外地|国外/

/** Denied: 没着火, 没有人受伤, 未造成, 不是煤气泄漏. */
export const DENIED_BEFORE =
  /((?<!有)没有?|(?<!有)没得|冇|未|无(?!法)|(?<!是)不是|并非|不算|没人|无人|不存在|排除|不至于|不可能|不会(?!游泳|水))(任何|什么|人员?|人说|谁|大家|再|有|发生|造成|出现|导致|引起|引发|听说|听见|看见|看到|闻到|发现|过|因为|因|被|真的?|要|想|去|是|的)*$/

/** Denied behind it: 看错了, 误会. */
export const DENIED_AFTER =
  /看错|误报|(?<!没)误会|虚惊|弄错|搞错|骗人的|假的|闹着玩|(?<!不是|没|别)开玩笑|不用来了|没事了|没(有)?大碍|不严重|不要紧/

/** Feared, supposed, or a habit: 万一, 容易, 经常. */
export const FEARED_BEFORE: RegExp = any(
  /如果|要是|真要|哪天|某一?[刻天]|谁也不能|(?<!好)像$|声音像|假如|假使|万一|一旦|倘若|若(?!无其)|担心|生怕|唯恐|怕(?!是|了)|以免|免得|避免|防止|预防|防范|谨防|严防|杜绝|以防|为了|(?<!不)小心|注意|当心/,
  /容易|易[被发]?$|一.{1,2}就(能|会)|极易|随时|早晚|迟早|总有一天|难免|极有可能|(?<![委社机协工大学不聚晚开])会(?=.{0,4}$)|存在|差点|差一点|险些|有没有可能/,
  /经常|常常|时常|老是|总是|总(?=.{0,2}$)|屡次|多次|好几次|几次|每年|每次|每到|曾|禁止|严禁|不准|不许|非要等|难道|等到|什么(时候|情况)|(遇到|遇上|碰到)(?=.{0,6}$)/,
)

/** 可能, 也许: a fear, unless something is already there: 可能中毒了, 可能是煤气泄漏. */
export const PERHAPS_BEFORE = /可能|也许|说不定/
export const ALREADY = /了|是|闻/

/** Feared, by the words behind: 爆炸的危险, 触电怎么办. */
export const FEARED_AFTER =
  /^了?(等|这类|之类)?的?(安全)?(危险|隐患|风险|可能|几率|概率|后果)|^了?(怎么|咋|如何)(预防|防|急救|自救|逃生|处置)|^了?(一样|似的|就完|就跑)|^了?(应该|该|要)(打|拨)?(什么|哪个|哪里|几)/

/** What brought it about is named, as in a report: 造成居民受伤. */
export const CAUSED_BEFORE = /造成|致使/

/** It is only about to happen: 枯树要砸到人. With 了 it happens: 快要爆炸了. */
export const ABOUT_TO_BEFORE = /要$/

/** Part of a name or of a compound: 防溺水, 火灾险, 中毒事件. */
export const NAME_BEFORE = /(养|防|反|禁|抗|零|非)$/
export const NAME_AFTER =
  /^(的?那[家个次年户]|险(?!情)|保险|报警|警报器|应急|演练|演习|预防|防范|防控|宣传|知识|科普|讲座|培训|事故|事件|案|现场|原因|调查|鉴定|责任|隐患|风险|危险源|危害|等级|点低|点检|点温|逃生|器|站|服|声[^,]{0,8}(吗|什么)|犯(?![了病事])|检测|监测|探测|率|史|干预|热线|救助|救援队|服务|防治|专项|排查|整治|物品|罪|受害|庇护|手环|启事|类|型|性|身亡|致死|死亡|去世|致残|致伤)/

/** It only describes another noun: 受伤的工人, 走失老人. Said of this moment, it counts. */
export const ATTRIBUTE_AFTER =
  /^([里头中]?了?的(?!好|很|太|不行|厉害|呀|啊)|人员|者|儿童|老人|人口|学生|群众)/

/** Who says that it happens to somebody: needed where others only complain in general, as of fights. */
export const SOMEBODY =
  /有人|有个|有两|有一|有几|[几两]个人|一群人|一伙人|[两几]帮|两伙|被|我|俺|咱|爸|妈|老公|丈夫|前夫|男友|女友|男人|男的|婆娘|老婆|儿子|女儿|孩子|娃|邻居|隔壁|他|她|醉|疯子?|精神病|歹徒|坏人|贼|小偷/
/** It has happened just now: 打人了. */
export const DONE_AFTER = /^[^,]{0,6}[了啦咯喽]/

/** Whoever has one of these in the clause before the word is no human being: 羊掉井里了. */
const CREATURES = '狗|猫|羊|牛|猪|鸡|鸭|鹅|驴|鸽子?|宠物|鱼|虾|蜂箱'
const GOODS =
  '手机|钥匙|垃圾|井盖|盖板|石头|轮胎|水管|球|帽子|钱包|身份证|户口本|证件|卡|档案|材料|资料|快递|包裹|车位|自行车|电动车|电瓶车|牌子|护栏|电杆|电线杆'
const LAND = '桥|路|田|(?<![工场基山])地|庄稼'
const PLANTS = '树|苗|庄稼|花草|草坪|秧|菜|果'
const FIRMS =
  '店|厂|公司|企业|生意|老板|开发商|包工头|中介|物业|客服|房东|商家|负责人|工作人员|经理|卖家|信号|网络|平台'
const without = (subjects: string) =>
  new RegExp(`(${subjects})[^,。人我你他她俺咱爸妈爹娘爷奶公婆叔伯姨哥姐弟妹娃孩儿女老工司客生学师民]{0,8}$`)
export const NOBODY_BEFORE: readonly (readonly [hit: RegExp, before: RegExp])[] = [
  [/^[^火燃烧炸烟气电]*$/, without(CREATURES)],
  [
    /掉|落|跌|栽|滑|滚|摔|冲|沉|淹|埋|压|砸|走|丢|失|不见|死|困|卡|锁|关|绑|漏|没气|不行|找不/,
    without(GOODS),
  ],
  [/冲|淹|埋|压|砸|陷/, without(LAND)],
  [/倒|死|活|淹|冲/, without(PLANTS)],
  [/失联|失踪|不见|撑不|熬不|活|死|找不/, without(FIRMS)],
]

/** Somebody's animal, also within a wording: 我家猫爬到树上下不来. It may attack somebody: 我家牛顶了人. */
export const OWNED = new RegExp(`[我俺咱他她][家们的]+[^,。人]{0,2}(${CREATURES})`)
export const ATTACKS = /咬|顶|拱|踢|撕|扑|踩/

/** The victim is named behind it: 中毒死了三只鸡. */
export const NOBODY_AFTER = /^[^,人我娃孩]{0,6}(狗|猫|羊|牛|猪|鸡|鸭|鹅|鱼|树|苗|庄稼)/
/** What was hit is a thing: 砸中我的车. */
export const THING_AFTER =
  /^[到了着]*(我|我家|他|业主|别人)?的?(小)?(车|车辆|汽车|玻璃|屋顶|空调|窗)(?!里|上的?人)/
