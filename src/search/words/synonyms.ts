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
  看病的钱 药费 医药费 住院费 发票 → 医疗费用报销
  报多少 能报吗 报账 报点钱 → 报销
  老农保 新农保 农保 → 居民养老保险
  养老钱 老人钱 退休金 → 养老金 养老保险待遇
  刷脸 人脸认证 年审 → 领取资格认证
  吃低保 穷 揭不开锅 没饭吃 没收入 → 最低生活保障 低保
  五保 孤老 无儿无女 没儿没女 孤寡 → 特困人员供养
  瘸 瘫 聋 瞎 残废 腿断 胳膊断 残了 → 残疾
  中风 偏瘫 半身不遂 评残 → 残疾证 残疾等级
  过世 去世 走了 没了 死了 过身 → 死亡 去世
  娃 娃娃 小孩 宝宝 崽 伢 孩子 → 孩子 儿童
  上户 报户口 入户 → 落户 户口登记
  老人家 老汉 老娘 老爹 老头 老太太 爷爷 奶奶 → 老人 老年人
  八十 80岁 九十 90岁 → 高龄津贴
  盖房 起房 起屋 建屋 造房 修新房 砌房 → 建房 宅基地
  地基 屋基 → 宅基地
  房子要倒 房子快倒 塌 漏雨 裂缝 墙裂 → 危房改造
  田 水田 责任田 口粮田 → 承包地 耕地
  租出去 包给 转包 给别人种 → 土地流转
  直补 粮补 种田的钱 种粮的钱 → 耕地地力保护补贴
  拖拉机 收割机 插秧机 打谷机 微耕机 → 农机购置补贴
  砍 锯树 伐 → 林木采伐
  猪场 鸡场 羊场 牛场 养鸭 养鸡 养猪 → 养殖场备案 动物检疫
  淹了 冰雹 倒伏 遭灾 → 农业保险 理赔
  当兵 参军 入伍 → 义务兵 退役军人
  当过兵 老兵 退伍 转业 → 退役军人优待证
  下岗 没活干 被辞 被炒 失业 没工作 → 失业登记
  做生意 开店 开个店 开饭馆 开超市 → 营业执照 个体工商户
  本钱 借钱 贷点款 周转 → 创业担保贷款
  工钱 血汗钱 工资 包工头 → 欠薪 农民工
  打官司 请律师 告他 → 法律援助
  吵 闹矛盾 评理 扯皮 争地界 → 调解
  红本 房本 房证 → 不动产证
  摆酒 酒席 办喜事 办丧事 搭棚 → 临时占用道路
  招牌 门头 横幅 → 户外广告
  学费 读书 上大学 念书 → 学生资助 助学
  通水 接水 水表 → 自来水报装
  暂住 外地人 打工住 → 居住证
  领证 扯证 打结婚证 → 结婚登记
  离了 过不下去 → 离婚登记
  怀孕 怀上 有喜 二胎 三胎 → 生育登记
  奶粉钱 生娃补贴 三岁 → 育儿补贴
  独生 一个孩子 只生一个 → 独生子女奖励扶助
  公家的房 政府的房 便宜房 → 公租房
  外地看病 省城看病 大医院 转院 → 异地就医备案
  高血压 糖尿病 透析 长期吃药 → 门诊慢特病
  公章 盖章 盖个章 → 开具证明
  火化 埋 下葬 安葬费 → 丧葬补助 死亡
`)
