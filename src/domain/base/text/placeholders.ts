import type { Inbound } from '../message.ts'
import { toSimplified } from './traditional.ts'

/**
 * Channels write a sentence of their own where they cannot pass something on: stickers reach an official account as
 * the text 【收到不支持的消息类型，暂无法显示】. Nobody wrote it, so no matter, place or name may be read from it.
 *
 * It is recognised by its words, not by a list of sentences, because every client has its own: such a sentence says
 * that something fails, that it is about a message, and nothing else.
 */

const FAILS =
  /不支持|不支援|不兼容|无法|不能|未能|没法|未知|不可|撤回了|(?:已|被)(?:撤回|删除|清理|过期|失效)|请在手机|请用手机|请到手机|手机上查看|手机查看|(?:unsupported|not (?:yet |currently )?(?:be )?(?:supported|displayed|shown)|unable to|can ?not|cannot|can t|doesn t support|does not support|unknown|(?:is|was|been) (?:deleted|recalled|removed|expired)|view (?:it )?on (?:your )?(?:phone|mobile))/
/** Only such sentences mention messages or program versions in these words alone. */
const OF_A_MESSAGE = /消息|讯息|类型|版本|message|version/
const OF_SOMETHING =
  /消息|讯息|信息|类型|内容|表情|动画|贴图|贴纸|附件|媒体|格式|文件|红包|名片|message|content|sticker|attachment|media|emoji|type/

/** All that such a sentence is made of. */
const WORDS = new RegExp(
  [
    '暂不支持|不支持|不支援|不兼容|无法|不能|未能|没法|未知|不可|暂时|暂|目前|当前|尚|还|系统|提示|显示|展示|查看|识别|解析|接收|打开|播放|浏览',
    '撤回|删除|清理|过期|失效|已|被|新|收到|接收到|发来|发送|发出|来自|您|你|对方|用户|我们?|一条|一个|一张|[1一]条|条|个|种|类型|类别|类|格式|的|了|该|此|这|在|请|用|到|上|去|至|后|再|以|可|或',
    '消息|讯息|信息|内容|表情包|表情|动画|动态|贴图|贴纸|图片|语音|视频|附件|媒体|文件|红包|转账|名片|小程序|聊天记录|链接|位置',
    '微信|网页版|网页|公众号|企业|电脑版|手机版|手机端|移动端|电脑端|桌面端|手机|客户端|版本|最新|新版|升级|更新|旧|低|telegram|wechat|weixin|whatsapp|qq|\\b(?:ios|android|harmony|iphone|ipad|pc|mac|windows|web)\\b|安卓|苹果|鸿蒙',
    ...[
      'a',
      'an',
      'the',
      'this',
      'that',
      'your',
      'you',
      'we',
      'us',
      'our',
      'of',
      'is',
      'are',
      'was',
      'not',
      'been',
      'has',
      'have',
      'by',
      'be',
    ],
    ...[
      'to',
      'on',
      'in',
      'it',
      'and',
      'or',
      'for',
      'from',
      'with',
      'at',
      'yet',
      'can',
      'cannot',
      'cant',
      't',
      's',
      'doesn',
      'does',
      'do',
      'isn',
    ],
    ...[
      'receives?',
      'received',
      'got',
      'sent',
      'send',
      'sorry',
      'please',
      'update',
      'upgrade',
      'latest',
      'view',
      'see',
      'open',
      'check',
      'phone',
    ],
    ...[
      'mobile',
      'app',
      'client',
      'device',
      'version',
      'current',
      'currently',
      'temporarily',
      'display',
      'displayed',
      'show',
      'shown',
      'unable',
    ],
    ...[
      'supported',
      'unsupported',
      'supports?',
      'unknown',
      'messages?',
      'types?',
      'formats?',
      'contents?',
      'stickers?',
      'emojis?',
      'attachments?',
    ],
    ...['media', 'kinds?', 'here', 'error', 'deleted', 'recalled', 'removed', 'expired'],
  ]
    .map(words => (/^[a-z?]+$/.test(words) ? `\\b${words}\\b` : words))
    .join('|'),
  'g',
)

/**
 * In square brackets, the name of a kind of message stands for something that is not here: [动画表情], [视频通话],
 * [Animated Sticker]. Whatever a client calls it: it is made of these words, one of them a kind.
 */
const KIND =
  '表情包|表情|贴图|贴纸|图片|照片|相片|语音|小?视频号?|文件|附件|链接|位置|红包|转账|名片|小程序|聊天记录|音乐|歌曲|卡券|礼物|消息|讯息|通话|来电|直播|接龙|动态|拍一拍|拍了拍|收款|投票|收藏|日程|笔记' +
  '|stickers?|emojis?|emoticons?|photos?|images?|pictures?|voices?|audios?|videos?|files?|attachments?|links?|locations?|contacts?|contact cards?|gifs?|animations?|calls?|polls?|red packets?|transfers?|mini programs?|chat history|music|messages?|documents?|gifts?|notes?'
const QUALIFIER =
  '动画|动态|自定义|微信|企业微信|qq|openim|个人|好友|群|实时|共享|其他|其它|未知|一个|一条|一张|暂不支持|不支持|未接|已取消|的|a|an|animated|custom|live|voice|video|business|unknown|other|missed|shared|my|wechat|unsupported|group'
const PLACEHOLDER = new RegExp(`^(?: |${QUALIFIER})*(?:${KIND})(?: |${KIND}|${QUALIFIER})*$`)

const flat = (text: string) =>
  toSimplified(text.normalize('NFKC').toLowerCase())
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
/** Chinese is written without blanks, whoever puts them in. */
const closed = (text: string) =>
  text.replace(/(?<=\p{Script=Han}) (?=[\p{Script=Han}\d])|(?<=\d) (?=\p{Script=Han})/gu, '')

const LONGEST = 120

function isStandIn(text: string, noun: RegExp): boolean {
  if (text.length > LONGEST) return false
  const said = closed(flat(text))
  return FAILS.test(said) && noun.test(said) && said.replace(WORDS, '').trim() === ''
}

const BRACKETED =
  /[[［【〔〖(（「『《〈<＜{｛"“][^[\]［］【】〔〕〖〗]{1,120}[\]］】〕〗)）」』》〉>＞}｝"”]/gu

/** Removes a channel's own sentences from a text; empty when there was nothing else. */
export function withoutPlaceholders(text: string): string {
  if (isStandIn(text, OF_A_MESSAGE)) return ''
  const kept = text.replace(BRACKETED, group => {
    const square = /^[[［【〔]/.test(group)
    const gone = isStandIn(group, OF_SOMETHING) || (square && PLACEHOLDER.test(closed(flat(group))))
    return gone ? ' ' : group
  })
  if (kept === text) return text
  // A sentence beside it (“please look on your phone”) was not written by the resident either.
  const said = closed(flat(kept)).replace(WORDS, '')
  return /[\p{L}\p{N}]/u.test(said) ? kept.trim() : ''
}

/**
 * Removes placeholders for what the channel could not pass on. A message with nothing left becomes one of unknown
 * kind.
 */
export function dropPlaceholders(inbound: Inbound): Inbound {
  const { text, location, raw } = inbound
  if (text === undefined && location?.label === undefined) return inbound
  const words = text === undefined ? undefined : withoutPlaceholders(text)
  const label = location?.label === undefined ? undefined : withoutPlaceholders(location.label)
  if (words === text && label === location?.label) return inbound
  const { text: _, location: __, ...rest } = inbound
  const place = location && { latitude: location.latitude, longitude: location.longitude }
  const more = {
    ...(words && { text: words }),
    ...(place && { location: { ...place, ...(label && { label }) } }),
  }
  const empty = !words && !place && !inbound.media?.length && inbound.choice === undefined && !inbound.event
  if (!empty) return { ...rest, ...more }
  return { ...rest, kind: 'unknown', raw: raw ?? `text:${text!.trim().slice(0, 60)}` }
}
