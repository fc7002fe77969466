/**
 * What residents write when they want something of a kind: tables, so that an office can see why the
 * bot took a message the way it did. Each pattern is searched in the normalised text.
 */

/** Something is wrong out there: a case, not a guide. */
export const COMPLAINT_SIGNS: readonly string[] = `
  没人管 没人修 没人清 没人理 没人来 不管 不处理 不解决 推三阻四 踢皮球 态度差 态度不好 态度恶劣 乱收费 乱停 乱扔 乱倒 乱搭 乱摆
  扰民 噪音 噪声 太吵 吵得 吵死 睡不着 臭 恶臭 污水 污染 黑烟 油烟 粉尘 扬尘 垃圾 满了 堵了 堵住 堵塞 坏了 不亮 破了 烂了 断了 塌了 塌陷
  翘起 漏水 积水 冒水 爆管 停水 停电 没水 没电 没信号 违建 违章 占用 占道 霸占 偷排 偷倒 电鱼 毒鱼 盗采 砍光 强占 侵占 克扣 贪污 腐败
  吃拿卡要 不作为 乱作为 欺负 打击报复 骗 假货 过期 缺斤少两 涨价 坑人 黑心 未成年人进 投诉 举报 反映 曝光 强烈要求 严重影响 影响出行
  影响休息 存在隐患 安全隐患 很危险 太危险 多次 好几次 一直没 至今 迟迟 坑坑洼洼 大坑 有坑 路灯 井盖 红绿灯 下水道 广场舞 流浪狗 野狗
  恶犬 咬人 音响 施工 打桩 拆迁 强拆 不合理 不公平 不给 时间太短 太大声 不发 没发 被占 倒垃圾 冒烟 焚烧 烧秸秆
  路烂 太烂 稀烂 发黄 发黑 发臭 有异味 浑浊 押金 不退 爆了 爆裂 淹了 被淹 水淹 进水 断水 断电 漏电 跳闸 不出水 没有水 没有电 水压 倒了 要倒 快倒 倒塌 垮了 裂缝 开裂
`
  .trim()
  .split(/\s+/)

/** Somebody in office did wrong: offered as a report, which needs no name. */
export const WRONGDOING: readonly RegExp[] = [
  /贪污|受贿|索贿|行贿|吃拿卡要|吃回扣|收红包|以权谋私|优亲厚友|挪用|侵吞|截留|私分|中饱私囊/,
  /(举报|投诉|告|揭发).{0,8}(干部|书记|支书|村主任|村长|村委|会计|镇长|领导|所长|站长)/,
]

/** A matter one comes to the office for: after these a guide is meant, even if something is wrong. */
export const ASKING_SIGNS: readonly RegExp[] = [
  /怎么(办|弄|走|领|交|报|申请|补|查|换|开|迁|写|样才)/,
  /(怎么|如何|咋)(样)?(才能|去)?(办|领|交|申请|补|查|换|报|开|弄|迁)/,
  /(要|需要|带|准备|交)(些|哪些|什么|啥|哪几样)/,
  /(什么|啥|哪些)(材料|手续|条件|证件|资料|流程|时候|地方)/,
  /(哪里|哪儿|哪个窗口|到哪|去哪|在哪)/,
  /(能不能|可不可以|可以|能|要不要|用不用|还用|有没有|有木有|有没|是不是|该不该).{0,18}(吗|么|不|没|嘛|？|\?|$)/,
  /(多少|几点|(?<![好这那前过十])(几个|几天|几年|多久)(?!了))/,
  /(想|要|打算|准备)(要|去|给|把|跟|在|办|申请|领|补|换|查|迁|开|盖|建|买|接|租|咨询|问|了解)/,
  /(请问|咨询|问一下|问下|想问|打听|了解一下)/,
  /(吗|么|呢|嘛|不|没)[？?。！!~～]*$/,
  /[？?]/,
  /(条件|流程|手续|标准|补贴|补助|政策|申请|办理|登记)$/,
]

export const THANKS: readonly string[] = `
  谢谢 感谢 多谢 谢了 辛苦了 辛苦你 麻烦你了 太好了 点赞 好人一生平安 有劳 3q thanks thank
`
  .trim()
  .split(/\s+/)

export const ABUSE: readonly string[] = `
  废物 傻逼 傻x 煞笔 妈的 他妈 你妈 尼玛 操你 滚蛋 去死 王八蛋 混蛋 畜生 狗东西 狗日 垃圾政府 吃屎 脑残 白痴 不要脸 日你 草泥马
`
  .trim()
  .split(/\s+/)

/** Whole messages, after punctuation and doubled syllables are gone. */
export const SMALL_TALK: readonly RegExp[] = [
  /^(你好|您好|你们好|大家好|在吗|在不在|在么|有人吗|有人在吗|喂|嗨|哈喽|hello|hi|早|早上好|上午好|中午好|下午好|晚上好|晚安|再见|拜拜|bye)[啊呀哈呢吗]?$/,
  /^(好|好的|嗯|哦|噢|行|可以|知道了|明白了|收到|ok|okay|是的|对|没事|没事了|不用了|算了)[啊呀哈呢吧了的]?$/,
  /^(你是谁|你是机器人吗|你叫什么(名字)?|你会什么|你能干什么|你能做什么|测试|test|试试|试一下|讲个笑话|唱首歌|几点了|吃饭了吗|吃了吗)[啊呀呢吧]?$/,
  /^[哈呵嘿嘻]+$/,
]

/** What is asked of the office but is no listed matter. */
export const INQUIRY_SIGNS: readonly RegExp[] = [
  /(什么时候|啥时候|何时|几时|哪天).{0,20}(修|建|开工|通车|通水|动工|发放|开始|完工|拆|搬|完|好)/,
  /(电话|地址|上班|下班|开门|周末|星期|节假日).{0,8}(多少|哪|吗|几点|时间)?/,
  /(规划|政策|文件|标准|计划).{0,10}(是什么|有哪些|吗|呢)/,
  /(请问|咨询|想问|问一下|问下|打听)/,
]
