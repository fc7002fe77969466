import { type CivilDate, sayDate, yearOf } from '../../domain/base/civil-date.ts'

/** The texts of the sample's published information. The township, its villages and every number are invented. */
export interface PublishedText {
  columnId: string
  /** Absent: of the whole office. */
  areaId?: string
  /** When it is first published, in days before the end of the sample. */
  daysAgo: number
  /** Published again every so many days. */
  every?: number
  title(on: CivilDate, round: number): string
  body(on: CivilDate, round: number): string
  /** It has names of persons, for this reason. */
  names?: string
  /** It asks for opinions for so many days. */
  openFor?: number
  /** What came of them. */
  result?: string
  /** It was put right three days later. */
  corrected?: { change: string; body: string }
}

const month = (on: CivilDate) => `${yearOf(on)} 年 ${Number(on.slice(5, 7))} 月`
const quarter = (on: CivilDate) =>
  `${yearOf(on)} 年第${'一二三四'[Math.floor((Number(on.slice(5, 7)) - 1) / 3)]}季度`

const NEWS: readonly (readonly [string, string])[] = [
  [
    '便民服务中心周六上午开门',
    '从这周起，便民服务中心周六上午 9:00 到 12:00 办公，社保、医保、户籍代办都能办。',
  ],
  ['镇区主街路灯换新', '镇区主街 46 盏路灯换成了节能灯。哪盏不亮，请在网上留言里说一声。'],
  ['春耕化肥检查结果', '农业农村办公室检查了 9 家农资店，抽样 12 份，都合格。'],
  ['防汛演练', '应急管理办公室和各村一起练了转移路线。下大雨时请听村里的通知。'],
  ['河道清理', '清理西河段河道 3 公里，运走垃圾 21 车。'],
]

const village = (areaId: string, name: string, more: { fund: number; families: number }): PublishedText[] => [
  {
    columnId: 'village-affairs',
    areaId,
    daysAgo: 350,
    every: 88,
    title: on => `${name}${quarter(on)}村级财务收支`,
    body: (on, round) =>
      `${sayDate(on, 0)}村务监督委员会审核，现公开。\n\n| 项目 | 金额（元） |\n|---|---:|\n| 上期结余 | ${more.fund + round * 1300} |\n| 本期收入 | ${12_000 + round * 450} |\n| 道路维修 | ${6_800 + round * 200} |\n| 办公和水电 | ${1_950 + round * 30} |\n\n凭证可以在村委会查看。`,
  },
  {
    columnId: 'assistance',
    areaId,
    daysAgo: 330,
    every: 82,
    title: on => `${name}${quarter(on)}最低生活保障公示`,
    body: () =>
      `经村民代表评议、镇里审核，以下 ${more.families} 户享受低保，现公示 7 天。\n\n| 户主姓名 | 人口 | 每月金额（元） |\n|---|---:|---:|\n| 王某 | 2 | 640 |\n| 陈某某 | 1 | 430 |\n| 刘某 | 3 | 870 |\n\n有不同意见，请在下面写，或打便民服务中心的电话。`,
    names: '《社会救助暂行办法》第十七条要求在村里公示；名字只写姓。',
  },
  {
    columnId: 'subsidies',
    areaId,
    daysAgo: 200,
    title: on => `${name}${yearOf(on)} 年耕地地力保护补贴面积公示`,
    body: () =>
      `全村 ${more.families * 19} 户，补贴面积合计 ${more.families * 113} 亩，每亩标准以县里文件为准。每户面积贴在村公开栏，本人也可以到村委会查。`,
  },
  {
    columnId: 'notices',
    areaId,
    daysAgo: 60,
    title: () => `${name}自来水管改造期间停水安排`,
    body: on =>
      `${sayDate(on, 0)}起三天，每天 9:00 到 16:00 停水。老人和病人家里需要送水的，请打村委会电话。`,
  },
]

export const PUBLISHED_TEXTS: readonly PublishedText[] = [
  {
    columnId: 'organization',
    daysAgo: 355,
    title: () => '青禾镇人民政府机构职能',
    body: () =>
      '## 做什么\n\n落实政策，办理低保、救助、社保、医保，管理道路、环境和安全生产，答复群众来信。\n\n## 在哪里\n\n镇前路 1 号，工作日 8:30–12:00、14:00–17:30。',
  },
  {
    columnId: 'budget',
    daysAgo: 300,
    title: on => `青禾镇 ${yearOf(on)} 年部门预算`,
    body: () =>
      '| 项目 | 金额（万元） |\n|---|---:|\n| 一般公共服务 | 486 |\n| 社会保障和就业 | 312 |\n| 农林水 | 655 |\n| 城乡社区 | 208 |\n\n三公经费 18.5 万元，比上年少 1.2 万元。',
    corrected: {
      change:
        '群众问“农林水”的数和去年报告对不上，核对后由 655 万元改为 565 万元，原来录入时两个数字颠倒了。',
      body: '| 项目 | 金额（万元） |\n|---|---:|\n| 一般公共服务 | 486 |\n| 社会保障和就业 | 312 |\n| 农林水 | 565 |\n| 城乡社区 | 208 |\n\n三公经费 18.5 万元，比上年少 1.2 万元。',
    },
  },
  {
    columnId: 'policies',
    daysAgo: 240,
    title: () => '青禾镇农村垃圾分类管理办法',
    body: () =>
      '1. 每户两只桶：能烂的一只，不能烂的一只。\n2. 每天上午 8 点前放到门口，保洁员来收。\n3. 旧电池、农药瓶送村里的回收点。',
  },
  {
    columnId: 'plans',
    daysAgo: 320,
    title: on => `青禾镇 ${yearOf(on)} 年为民办的十件实事`,
    body: () => '修村组路 6.2 公里、换路灯 120 盏、建老年食堂 2 个……进度每季度公开一次，见“重点项目”。',
  },
  {
    columnId: 'projects',
    daysAgo: 310,
    every: 90,
    title: on => `${quarter(on)}重点项目进度`,
    body: (_, round) =>
      `| 项目 | 计划 | 完成 |\n|---|---|---:|\n| 村组路 6.2 公里 | 年底前 | ${Math.min(100, 20 + round * 25)}% |\n| 老年食堂 2 个 | 9 月前 | ${Math.min(100, 30 + round * 30)}% |`,
  },
  {
    columnId: 'meetings',
    daysAgo: 290,
    every: 85,
    title: on => `${month(on)}镇政府会议议定事项`,
    body: () => '研究了道路养护、老年食堂收费和秋季防火。议定：老年食堂 80 岁以上每餐 3 元。',
  },
  {
    columnId: 'emergency',
    daysAgo: 170,
    title: () => '青禾镇防汛应急预案',
    body: () => '蓝色预警：巡查。黄色预警：低洼处老人先转移。橙色以上：按村里的路线全部转移。',
  },
  {
    columnId: 'bidding',
    daysAgo: 150,
    title: () => '村组路维修工程中标结果',
    body: () => '中标单位：青禾路桥养护队（虚构）。中标价 86.4 万元，工期 90 天。',
  },
  {
    columnId: 'notices',
    daysAgo: 120,
    title: () => '征求意见：镇区停车怎么管',
    body: () => '主街两边停车多，救护车过不去。想听听大家的意见：划车位、单边停，还是限时停？',
    openFor: 20,
    result:
      '收到意见 27 条。采纳“单边停、留出救护车道”；“全天禁停”没有采纳，因为主街住户没有别的地方停。9 月起单边停。',
  },
  {
    columnId: 'notices',
    daysAgo: 6,
    title: () => '征求意见：老年食堂开在哪里',
    body: () => '明年还要建 2 个老年食堂。您觉得开在哪个村合适、几点开饭好，请在下面写。',
    openFor: 30,
  },
  ...Array.from({ length: 12 }, (_, i): PublishedText => {
    const [title, body] = NEWS[i % NEWS.length]!
    return {
      columnId: 'news',
      daysAgo: 345 - i * 30,
      title: on => `${title}（${month(on)}）`,
      body: () => body,
    }
  }),
  ...village('dongshan', '东山村', { fund: 34_500, families: 3 }),
  ...village('xihe', '西河村', { fund: 21_800, families: 3 }),
]
