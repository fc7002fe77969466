import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withoutTheWriter } from '../../../src/domain/cases/without-the-writer.ts'
import { cpuTime } from '../../helpers/cpu-time.ts'
import { runs } from '../../helpers/runs.ts'

/** Real kinds of names: common, double surnames, minorities with and without a dot, rare characters, other scripts. */
const NAMES = [
  '张三',
  '王小明',
  '欧阳文华',
  '欧阳修',
  '司马青衫',
  '阿卜杜热合曼·买买提',
  '阿卜杜热合曼•买买提',
  '迪丽努尔・艾合买提',
  '古丽巴哈尔',
  '巴特尔',
  '卓玛央金',
  '次仁多吉',
  '𬭊',
  '王𬭊',
  '龑龑',
  '陈㛃',
  '李龑',
  '㛃𬭊',
  '張國榮',
  '陳李婉若',
  '张 三',
  '张　三丰',
  '李 小 龙',
  '爱新觉罗启星',
  '纳兰容若',
  'Zhang San',
  'zhang san',
  'John Smith',
  'Ａｌｉｃｅ',
  'ئابدۇرەھىم',
  'བཀྲ་ཤིས',
].filter(name => [...name].length > 1)

/** What a writer says of themselves, and where their name stands in it. */
const FRAMES: readonly ((name: string) => string)[] = [
  n => `我叫${n}`,
  n => `我叫：${n}`,
  n => `俺叫${n}`,
  n => `我的名字叫${n}`,
  n => `我的名字是${n}`,
  n => `我名叫${n}`,
  n => `本人姓名${n}`,
  n => `本人姓名：${n}`,
  n => `姓名：${n}`,
  n => `姓名:${n}`,
  n => `姓 名：${n}`,
  n => `我的真名是${n}`,
  n => `举报人：${n}`,
  n => `举报人姓名：${n}`,
  n => `反映人：${n}`,
  n => `联系人：${n}`,
  n => `投诉人：${n}`,
  n => `署名：${n}`,
  n => `落款：${n}`,
  n => `我爸叫${n}`,
  n => `我儿子名叫${n}`,
  n => `我叫“${n}”`,
  n => `我叫【${n}】`,
  n => `本人叫${n}`,
  n => `我的微信名是${n}`,
  n => `我原名${n}`,
  n => `我以前叫${n}`,
  n => `我现在改名叫${n}`,
  n => `我的名儿叫${n}`,
  n => `俺名${n}`,
  n => `我法名${n}`,
  n => `真实姓名：${n}`,
  n => `曾用名：${n}`,
  n => `【姓名】${n}`,
  n => `［姓名］：${n}`,
  n => `姓名=${n}`,
  n => `发件人：${n}`,
  n => `来电人：${n}`,
  n => `户主：${n}`,
  n => `受害人：${n}`,
  n => `法定代表人：${n}`,
  n => `本人（签名）：${n}`,
  n => `微信昵称：${n}`,
]
const AFTER = ['', '。', '，', '，电话不留', '\n谢谢', '。举报村长王大力收钱', '，今年五十岁', '！']
const BEFORE = ['', '您好，', '举报村长王大力收钱。', '路灯坏了。\n', '领导：']

/** Every run of two characters of a name, as it stands. */
const runsOf = (name: string) => {
  const letters = [...name]
  return letters.slice(1).map((c, i) => letters[i]! + c)
}

describe('what writers call themselves', () => {
  it('is gone: no two characters of the name stand there any more, and whom they report still does', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...NAMES),
        fc.constantFrom(...FRAMES),
        fc.constantFrom(...BEFORE),
        fc.constantFrom(...AFTER),
        (name, frame, before, after) => {
          const text = `${before}${frame(name)}${after}`
          const shown = withoutTheWriter(text)
          for (const run of runsOf(name).filter(r => r.trim().length > 1))
            expect([text, shown, shown.includes(run)]).toEqual([text, shown, false])
          if (text.includes('村长王大力')) expect(shown).toContain('村长王大力')
          expect(withoutTheWriter(shown)).toBe(shown)
        },
      ),
      runs(1500),
    )
  })

  it('is gone for made-up names of any surname and length', () => {
    const surname = fc.constantFrom(
      ...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗单佟仝逄',
      '欧阳',
      '上官',
      '端木',
      '令狐',
    )
    const given = fc.array(
      fc.constantFrom(...'伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂建国志华文武婷雪峰子期㛃龑𬭊'),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    fc.assert(
      fc.property(
        surname,
        given,
        fc.constantFrom(
          ...FRAMES.slice(0, 19),
          (n: string) => `我是${n}`,
          (n: string) => `我这边是${n}`,
          (n: string) => `这里是${n}`,
          (n: string) => `我是上次来过的${n}`,
          (n: string) => `我是受害人${n}`,
          (n: string) => `小女子${n}`,
          (n: string) => `草民${n}`,
          (n: string) => `我爸爸${n}`,
          (n: string) => `请联系${n}`,
          (n: string) => `户主${n}`,
          (n: string) => `${n} 13800000123`,
          (n: string) => `电话13800000123（${n}）`,
          (n: string) => `13800000123 ${n}`,
          (n: string) => `本人${n}`,
          (n: string) => `我是东山村的${n}`,
          (n: string) => `我是二组村民${n}`,
        ),
        fc.constantFrom('，', '。', '', '，住在东山村'),
        (family, own, frame, after) => {
          const name = family + own.join('')
          const shown = withoutTheWriter(`举报村长王大力收钱。${frame(name)}${after}`)
          for (const run of runsOf(name))
            expect([name, shown, shown.includes(run)]).toEqual([name, shown, false])
          expect(shown).toContain('村长王大力')
        },
      ),
      runs(1500),
    )
  })

  it.each([
    ['我姓张，路灯坏了', '张'],
    ['免贵姓欧阳', '欧阳'],
    ['我姓张名三', '三'],
    ['俺姓李，木子李', '李'],
    ['叫我老王就行', '王'],
    ['大家都叫我阿依古丽，', '阿依'],
    ['路灯坏了，请尽快修。\n张三 2026年1月2日', '张三'],
    ['村长王大力收钱。此致敬礼 张三', '张三'],
    ['村长王大力收钱。\n此致\n敬礼！\n张三\n2026年1月2日', '张三'],
    ['村长王大力收钱。此致\n敬礼\n阿卜杜热合曼·买买提\n二〇二六年一月二日', '买买'],
    ['村长王大力收钱。请查处。——张三', '张三'],
    ['路灯坏了 村民张三', '张三'],
    ['路灯坏了。东山村村民：张三', '张三'],
    ['路灯坏了，谢谢！张三', '张三'],
    ['我是小王，路灯坏了', '小王'],
    ['我是王婶，路灯坏了', '王婶'],
    ['我是张三，路灯坏了', '张三'],
    ['我是张三。', '张三'],
    ['我是张三的儿子，他被打了', '张三'],
    ['我張三實名舉報村長王大力', '張三'],
    ['本人张三，现住东山村', '张三'],
    ['我是阿依古丽，路灯坏了', '古丽'],
    ['我是买买提·吐尔逊，', '吐尔'],
    ["I'm Zhang San and the lamp is broken", 'Zhang'],
    ['My name is Li Xiaoming, I live here', 'Xiaoming'],
    ['my name is li xiaoming and I live here', 'xiaoming'],
    ['wo jiao zhang san', 'zhang'],
    ['我叫张三，村长收了钱。张三', '三'],
    ['我叫张\u200b三，', '三'],
    ['我叫 张  三，', '三'],
    ['我家姓张，路灯坏了', '张'],
    ['我是张三家的，他被打了', '张三'],
    ['我儿子张小三在学校被打', '张小三'],
    ['张三实名举报村长王大力', '张三'],
    ['东山村村民张三反映路灯坏了', '张三'],
    ['张女士来电，路灯坏了', '张女士'],
    ['张三，13800000123', '张三'],
    ['张三：138-0000-0123', '张三'],
    ['联系方式：张三 13800000123', '张三'],
    ['13800000123（张三）', '张三'],
    ['村长王大力收钱。阿依古丽·买买提，13800000123', '古丽'],
    ['我是吉克曲布', '曲布'],
    ['我是仁青卓玛。', '卓玛'],
    ['我是二狗子，', '二狗'],
    ['我是岩温', '岩温'],
    ['是我，张三', '张三'],
    ['我就系陳大文', '大文'],
    ['I saw it. Regards, Zhang San', 'Zhang'],
    ['Zhang San here, the lamp is broken', 'Zhang'],
  ])('%s: without %s', (text, gone) => {
    const shown = withoutTheWriter(text)
    expect(shown).not.toContain(gone)
    if (text.includes('王大力')) expect(shown).toContain('王大力')
    expect(withoutTheWriter(shown)).toBe(shown)
  })
})

describe('their numbers, door and work', () => {
  it.each([
    ['13800000123 找我', '0123'],
    ['我的手机一三八零零零零零一二三', '零一二三'],
    ['打幺三八 零零零零 零幺二三', '幺二三'],
    ['电话＋８６１３８００００００１２３', '１２３'],
    ['电话 138 0000 0123', '0123'],
    ['加我微信 zhang_san88', 'zhang_san88'],
    ['微信号：zhang_san88', 'zhang_san88'],
    ['我的QQ是 12345678', '12345678'],
    ['扣扣12345678', '12345678'],
    ['加V：abc123456', 'abc123456'],
    ['身份证110101199001011237', '19900101'],
    ['我的银行卡6222021234567890123', '1234567890'],
    ['我的车是皖A12345', 'A12345'],
    ['我家住3组12号', '12号'],
    ['我姓李，住东山村3组12号，反映路灯', '3组12号'],
    ['我住东山村三组十二号', '三组'],
    ['家住幸福小区3栋2单元501室', '501'],
    ['住址：东山村3组12号', '12号'],
    ['我在东山小学上班，', '东山小学'],
    ['工作单位：东山小学', '东山小学'],
    ['邮箱 a.b@example.com', 'example'],
    ['打138，0000，0123', '0123'],
    ['打138/0000/0123', '0123'],
    ['打138、0000、0123', '0123'],
    ['打13800OOO123', 'OOO'],
    ['打①③⑧⓪⓪⓪⓪⓪①②③', '②'],
    ['打༡༣༨༠༠༠༠༠༡༢༣', '༢'],
    ['打١٣٨٠٠٠٠٠١٢٣', '١'],
    ['打𝟏𝟑𝟖𝟎𝟎𝟎𝟎𝟎𝟏𝟐𝟑。', '𝟐'],
    ['打1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣0️⃣1️⃣2️⃣3️⃣。', '2️⃣'],
    ['打壹叁捌零零零零零壹贰叁', '贰'],
    ['打一三八，零零零零，零一二三', '一二三'],
    ['护照E12345678', '12345'],
    ['残疾证号：11010119900307123456', '1990'],
    ['v：zhang_san88', 'zhang'],
    ['薇❤：zhang_san88', 'zhang'],
    ['加薇zhang_san88', 'zhang'],
    ['+V zhang_san88', 'zhang'],
    ['微 信：zhang_san88', 'zhang'],
    ['企鹅号123456', '123456'],
    ['绿泡泡zhang_san88', 'zhang'],
    ['我家是3栋501', '501'],
    ['我是3栋501的', '501'],
    ['我是12号院的业主', '12号'],
  ])('%s: without %s', (text, gone) => {
    const shown = withoutTheWriter(text)
    expect(shown).not.toContain(gone)
    expect(withoutTheWriter(shown)).toBe(shown)
  })
})

describe('what is known of them', () => {
  it.each([
    ['张三丰', '张三丰说过', '三丰'],
    ['张三丰', '问 三丰 就知道', '三丰'],
    ['张三', '那天张 三也在', '张 三'],
    ['张三', '那天張三也在', '張三'],
    ['张三', '那天zhangsan也在，Zhang San 签的字', 'hang'],
    ['张三', '張\u200b叁，张·三', '张·三'],
    ['Zhang San', 'San Zhang was there', 'Zhang'],
    ['13800000123', '打138-0000-0123', '0123'],
    ['13800000123', '尾号0123', '0123'],
    ['+86 138 0000 0123', '１３８００００００１２３', '１２３'],
    ['13800000123', '一三八零零零零零一二三', '一二三'],
    ['阿卜杜热合曼·买买提', '买买提那天也在', '买买提'],
    ['东山一枝花', '我就是东山一枝花', '一枝花'],
    ['zhang_san88', '我的号 zhang_san88', 'san88'],
  ])('%s is not in: %s', (known, text, gone) => {
    expect(withoutTheWriter(text, [known])).not.toContain(gone)
  })

  it('leaves another of the same given name alone', () => {
    expect(withoutTheWriter('举报村长王大力', ['李大力'])).toBe('举报村长王大力')
    expect(withoutTheWriter('I like Li', ['li'])).toBe('I like （不显示）')
  })
})

describe('the matter stays', () => {
  it.each([
    '举报村长王大力',
    '举报村长王大力收了李老板的钱',
    '举报王大力',
    '村长名叫王大力，收了钱',
    '村长的名字叫王大力',
    '他叫王大力，电话13700001111',
    '被举报人：王大力',
    '被举报人姓名：王大力',
    '被举报人\n姓名：王大力\n职务：村长',
    '我们村长叫王大力',
    '我们村的书记是王大力',
    '我邻居叫王大力，天天放狗',
    '他叫我交三千元',
    '他们叫我去办公室',
    '我叫他们来修，没人来',
    '我叫了三次，没有人来',
    '我是村民，路灯坏了',
    '我是石桥村的，小学门口路灯坏了三个月',
    '我是王大力的邻居，他家养鸡',
    '我是一个残疾人',
    '本人反映的事没人管',
    '本人对处理结果不满意',
    '我高兴不起来',
    '我不是本地人',
    '要求严查村长 王大力',
    '举报对象 王大力',
    '收钱的人是王大力',
    '村长的电话是13700001111',
    '骗子公司的号码是13700001111',
    '他用13700001111给人打电话要钱',
    '幸福路12号的烟酒店卖假烟',
    '11月3号停水到现在',
    '东山村3组路灯坏了',
    '2026-00123-4 办到哪了',
    '路灯坏了',
    'The lamp is broken. I am not sure since when.',
    '我高度怀疑村长王大力',
    '我马上要去上班',
    '我爸爸马上要手术',
    '我儿子高中毕业',
    '我老公常年在外',
    '我妈高血压',
    '我爸车祸住院',
    '我名下没有房',
    '我名义上是股东',
    '我家门前路灯坏了',
    '我是上次来过的村民',
    '我是亲眼所见',
    '我是单亲妈妈',
    '我是白血病患者',
    '我是党员',
    '我是高龄老人',
    '我是司机',
    '我是江西人',
    '我是3号窗口的常客',
    '我在3号窗口办事，工作人员态度差',
    '王书记反映过这事',
    '王大力投诉我家养狗',
    '陈家湾村反映停水',
    '受害人很多',
    '户主要求退款',
    '承包人没有资质',
    '姓名不详',
    '请找村长王大力核实',
    '警号012345的警察打人',
    '村长王大力 13700001111',
    '13700001111是村长王大力的电话',
    '低保标准从800、900、1000涨到1200',
    '我姐夫王大力打人',
    '我妹妹被打了',
  ])('%s', text => {
    expect(withoutTheWriter(text)).toBe(text)
  })
})

it('takes any text, and twice is once', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc
          .array(
            fc.constantFrom(
              '我叫',
              '张三',
              '王大力',
              '举报',
              '，',
              '\n',
              '13800000123',
              '此致敬礼',
              '·',
              ' ',
              '我是',
              '姓名：',
              '2026年1月2日',
            ),
            { maxLength: 12 },
          )
          .map(parts => parts.join('')),
      ),
      text => {
        const once = withoutTheWriter(text, ['李四'])
        expect(withoutTheWriter(once, ['李四'])).toBe(once)
      },
    ),
    runs(),
  )
})

it('takes time with the length of the text, not with its square', () => {
  const used = cpuTime()
  for (const piece of ['我叫', '张 ', '1-', '·阿', '姓名：', '我是东山村', '一', '\n张三'])
    withoutTheWriter(piece.repeat(Math.floor(5000 / piece.length)), ['张三', '13800000123'])
  expect(used()).toBeLessThan(4000)
})
