import { flat, plain } from './normalize.ts'

/** Global words: understood at every step, with any punctuation. */
const WORDS = {
  back: ['返回', '上一步', '退回', '回上一步', '返回上一步', 'back'],
  cancel: ['取消', '退出', 'cancel'],
  /** Everyday words for 取消, often said lightly: found by LEAVING, and the text is kept as a draft. */
  leave: [],
  skip: ['跳过', '略过', '不填', '没有', '无', 'skip'],
  restart: ['重来', '重新开始', '重新来', '从头来', '重填', 'restart'],
  person: ['人工', '转人工', '找人工', '人工服务', '人工客服', '找工作人员'],
  menu: ['菜单', '主菜单', '功能', '帮助', '主页', 'menu', 'help'],
  resume: ['接着写', '继续写', '接着填', '接着办', '继续', 'continue'],
} as const
export type Word = keyof typeof WORDS

const BY_TEXT = new Map<string, Word>(
  Object.entries(WORDS).flatMap(([word, texts]) => texts.map(text => [flat(text), word as Word] as const)),
)

/** A longer text with these words says something else, too. */
const LEAVING_CHARACTERS = 10
/** Says only that the resident changed their mind: 算了, 算了不投诉了, 我不办了吧. */
const LEAVING =
  /^(?:(?:那|那就|还是|我|我们|先|就)*(?:算了|不(?:想|用|再)?(?:投诉|举报|反映|咨询|登记|办|说|写|弄|问|填|搞|讲)了)(?:吧|啊|嘛|呗|啦|哈)?)+$/u

/** The global word that a text consists of; undefined when it is something else. */
export const wordOf = (text: string): Word | undefined => {
  const said = plain(text)
  return (
    BY_TEXT.get(said) ?? ([...said].length <= LEAVING_CHARACTERS && LEAVING.test(said) ? 'leave' : undefined)
  )
}

const LANGUAGES: Record<string, string> = {
  english: 'en',
  inenglish: 'en',
  speakenglish: 'en',
  英语: 'en',
  英文: 'en',
  中文: 'zh',
  汉语: 'zh',
  普通话: 'zh',
  chinese: 'zh',
}

/** The language whose name a text consists of. */
export const languageIn = (text: string): string | undefined => {
  const said = plain(text)
  return Object.hasOwn(LANGUAGES, said) ? LANGUAGES[said] : undefined
}

/** Whether a text says that the resident is done, at steps that collect. */
export const isDone = (text: string): boolean =>
  ['完成', '好了', '发完了', '发好了', '就这些', '没有了', '没了', '结束', 'done', 'ok'].includes(plain(text))

const NO =
  '没有?|没得|莫得|莫有|冇得?|冇有|木有|无|不留|不填|不发|不写|不给|不方便|不记得|不知道|不晓得|不清楚|说不清|不用|不需要|没拍|没带|没记住|没记得|忘了'
const THING = '照片|相片|图片|图|视频|电话|手机号?|号码|联系方式|地点|地址|位置|具体地点|具体地方'
const SAYS_NONE = new RegExp(
  `^(?:我|这里|现在|也|真|都|还|实在)*(?:(?:${NO})(?:拍|留|记|填)?(?:${THING})?|(?:${THING})(?:${NO}))(?:可以?|发|留|填|了|的|哦|啊|吧|呢|呀|嘛)*$`,
  'u',
)
/** A longer text says more than that there is none. */
const NONE_CHARACTERS = 12

/** Whether a text says that there is no answer to an optional question: 没照片, 电话不留, 冇得, 不知道. */
export const saysNone = (text: string): boolean => {
  const said = plain(text)
  return (
    ([...said].length <= NONE_CHARACTERS && SAYS_NONE.test(said)) ||
    /^(?:no|none|nope|nothing|no(?:phone|photos?|address))$/.test(said)
  )
}

/** Whether a text only controls the dialogue and has no content: 跳过, 没有, 确认, 好了. */
export const onlySteers = (text: string): boolean =>
  wordOf(text) !== undefined || [isDone, isYes, isNo, saysNone, wantsOn].some(test => test(text))

/** Whether a text asks to go on to the confirm step: 确认 before it. */
export const wantsOn = (text: string): boolean =>
  ['确认', '提交', '确认提交', '下一步', 'next', 'confirm'].includes(plain(text))

/** Whether a text is a yes at the confirm step. */
export const isYes = (text: string): boolean =>
  [
    '确认',
    '确认提交',
    '提交',
    '对',
    '对的',
    '是',
    '是的',
    '好',
    '好的',
    '没错',
    '没问题',
    '可以',
    '要得',
    '中',
    '发吧',
    '报吧',
    '行',
    '嗯',
    'ok',
    'yes',
    'confirm',
  ].includes(plain(text))

/** Whether a text is a no at the confirm step. */
export const isNo = (text: string): boolean =>
  ['不对', '不是', '错了', '有错', '修改', '要改', '改', 'no'].includes(plain(text))

/** Whether a text looks like a question about a procedure. */
export const looksLikeQuestion = (text: string): boolean =>
  /[?？]|怎么|怎样|咋|如何|哪里|哪儿|在哪|多少|什么|几点|(?<![好这那前过十])几天(?!了)|多久(?!了)|需要哪|要带|能不能|可不可以|要不要|用不用|有没有|是不是|[吗么呢]$/u.test(
    text.trim(),
  )
