import { onceFor } from '../../domain/base/once-for.ts'
import { PhraseFinder } from './phrase-finder.ts'

/** A word that residents say, and the office's words for it. */
export interface Expansion {
  says: string
  means: string
}

/** How much a synonym that was added counts; a word that was said counts 1. */
export const TRUST = 0.5

const finderOf = onceFor((synonyms: readonly Expansion[]) => new PhraseFinder(synonyms.map(s => s.says)))

/** The rows of a table whose resident's word occurs in the text, in the order of the table. */
export function expansionsIn(text: string, synonyms: readonly Expansion[]): Expansion[] {
  const numbers = [...finderOf(synonyms).numbersIn(text)].sort((a, b) => a - b)
  return numbers.map(number => synonyms[number]!)
}

const table = (rows: string): readonly Expansion[] =>
  rows
    .trim()
    .split('\n')
    .flatMap(row => {
      const [says = '', means = ''] = row.split('→').map(part => part.trim())
      return says.split(/\s+/).map(word => ({ says: word, means }))
    })

/** Village words and the guides' words for them. Each line: what residents say (several words) → what guides call it. */
export const RESIDENT_WORDS: readonly Expansion[] = table(`
  合作医疗 新农合 农合 → 居民医疗保险 医保
  看病的钱 药费 医药费 住院费 发票 药钱 → 医疗费用报销
  报多少 能报吗 报账 报点钱 → 报销
  老农保 新农保 农保 → 居民养老保险
  养老钱 老人钱 退休金 → 养老金 养老保险待遇
  刷脸 人脸认证 年审 → 领取资格认证
  吃低保 穷 揭不开锅 没饭吃 没收入 没来源 捡破烂 捡瓶子 → 最低生活保障 低保
  五保 孤老 无儿无女 没儿没女 孤寡 光棍 单身汉 没成家 → 特困人员供养
  瘸 瘫 聋 瞎 残废 腿断 胳膊断 残了 → 残疾
  中风 偏瘫 半身不遂 评残 截肢 自闭症 脑瘫 智力 → 残疾证 残疾等级
  过世 去世 走了 没了 死了 过身 断气 咽气 → 死亡 去世
  娃 娃娃 小孩 宝宝 崽 伢 孩子 → 孩子
  毛毛 奶娃 月子 满月 胖小子 → 新生儿 出生
  上户 报户口 入户 → 落户 户口登记
  老人家 老汉 老娘 老爹 老头 老太太 爷爷 奶奶 → 老人 老年人
  八十 80岁 九十 90岁 → 高龄津贴
  盖房 起房 起屋 建屋 造房 修新房 砌房 做屋 砌屋 → 建房 宅基地
  地基 屋基 屋场 庄基 → 宅基地
  平房 楼房 加层 加盖 翻建 翻盖 → 农村建房 建房许可
  房子要倒 房子快倒 塌 漏雨 裂缝 墙裂 土墙 土坯 瓦片 → 危房改造
  田 水田 责任田 口粮田 → 承包地 耕地
  租出去 包给 转包 给别人种 大户 → 土地流转
  直补 粮补 种田的钱 种粮的钱 → 耕地地力保护补贴
  拖拉机 收割机 插秧机 打谷机 微耕机 无人机 打药 烘干机 → 农机购置补贴
  砍 锯树 伐 木材 木头 杉 → 林木采伐
  猪场 鸡场 羊场 牛场 养鸭 养鸡 养猪 养羊 养牛 出栏 贩子 → 养殖场备案 动物检疫
  淹了 冰雹 倒伏 遭灾 保费 刮倒 绝收 → 农业保险 理赔
  当兵 参军 入伍 服役 部队 → 义务兵 退役军人
  当过兵 老兵 退伍 转业 复员 打过仗 战友 → 退役军人优待证
  下岗 没活干 被辞 被炒 失业 没工作 裁员 被裁 倒闭 → 失业登记
  做生意 开店 开个店 开饭馆 开超市 门面 铺子 盘店 → 营业执照 个体工商户
  本钱 借钱 贷点款 周转 贴息 利息 → 创业担保贷款
  工钱 血汗钱 工资 包工头 结账 → 欠薪 农民工
  打官司 请律师 告他 律师 代理费 → 法律援助
  吵 闹矛盾 评理 扯皮 争地界 翻脸 说和 散伙 → 调解
  红本 房本 房证 → 不动产证
  摆酒 酒席 办喜事 办丧事 搭棚 几桌 灵堂 → 临时占用道路
  招牌 门头 横幅 灯箱 条幅 发光字 → 户外广告 门店招牌
  学费 读书 上大学 念书 录取 → 学生资助 助学
  通水 接水 水表 井水 水管 水厂 → 自来水报装
  暂住 外地人 打工住 外省 外来 → 居住证
  领证 扯证 打结婚证 讨老婆 娶媳妇 → 结婚登记
  离了 过不下去 → 离婚登记
  怀孕 怀上 有喜 二胎 三胎 肚子 产检 → 生育登记
  奶粉钱 生娃补贴 三岁 周岁 → 育儿补贴
  独生 一个孩子 只生一个 计生 光荣证 → 独生子女奖励扶助
  失独 独苗 唯一的孩子 → 计划生育家庭特别扶助
  坐牢 改嫁 爹娘 → 孤儿 事实无人抚养儿童
  公家的房 政府的房 便宜房 租房 → 公租房
  外地看病 省城看病 大医院 转院 垫钱 → 异地就医备案
  高血压 糖尿病 透析 长期吃药 尿毒症 胰岛素 → 门诊慢特病
  癌 白血病 大病 动手术 → 医疗救助
  公章 盖章 盖个章 盖印 → 开具证明
  火化 埋 下葬 安葬费 抚恤 殡仪馆 → 丧葬补助 死亡
  着火 火灾 失火 车祸 救急 → 临时救助
  脱贫 建档立卡 返贫 → 防止返贫监测
  一卡通 惠农 → 惠农补贴
  免费坐车 公交卡 门票 → 老年人优待证
  煎饼 早点 早饭 豆腐 粉条 小吃 → 食品小作坊 食品摊贩
  批文 账目 文件 预算 → 政府信息公开
  写信 告状 上访 答复 → 信访
`)
