import { plain } from './normalize.ts'
import { looksLikeQuestion } from './words.ts'

/**
 * Advertisements and chain letters. They ask to be passed on, or sell something; both are forwarded to the office as often
 * by worried people as by mistake, so the bot asks what is meant.
 */

const CHAIN =
  /(?:转发|转到|分享|扩散)(?:给|到|至)?[^。]{0,8}(?:\d+|[一二三五六七八九十百几两多各所有]+)?个?(?:微信)?(?:群|好友|朋友|亲人|家人)|(?:请|务必|速速?|赶紧|马上|立即|必须|尽快|紧急|疯狂)(?:大家|互相|相互|各位)?(?:转发|扩散|转起来)|(?:转发|扩散)(?:周知|出去|起来)|不转(?:发)?(?:就)?(?:不是|会|倒霉|后悔)|转疯了|转发(?:此|本|这)(?:条|消息|信息)|转发(?:后|就|即)(?:可|能|得|会)/u
const SELLS =
  /(?:加|添加)(?:我|客服|老师|下方|以下)*(?:微信|薇信|威信|v信|vx|wx|qq|扣扣|企鹅)[^。]{0,16}(?:领|送|优惠|咨询|购|红包|福利|资料|进群|详情|了解)|(?:点击|扫码|快来|速来|戳|免费)[^。]{0,6}(?:抢购|下单|进群|领(?:取|走)?(?:好礼|礼品|礼包|奖品|鸡蛋|课程|资料))|(?:领取?|抢)[^。]{0,3}(?:红包|福利|大礼包|现金)|限时(?:优惠|抢购|特价|特惠|秒杀)|日(?:赚|入)(?:过)?[\d一二三五六七八九百千万]+|月(?:赚|入)过万|兼职(?:刷单|赚钱|日结)|刷单(?:兼职|赚)|(?:无抵押|秒批|秒到账)[^。]{0,10}贷|贷款[^。]{0,10}(?:无抵押|秒批|秒到账|加微信)|(?:全场|一律)[\d一二三五六七八九]+折/u

/** A matter told at length mentions many things. */
const MOST = 300

/** Whoever writes about such a message, or was harmed by one, reports it in their own words. */
const OWN_WORDS =
  /被骗|骗了|上当|受骗|诈骗|骗子|举报|投诉|是不是真|真的假的|是真的|真假|真的吗|可信|谣言|怎么办|有人|反映|小广告|短信|没人管/u

/** Whether a text looks like something forwarded that nobody of here wrote. */
export function looksForwarded(text: string): boolean {
  if (text.length > MOST || looksLikeQuestion(text)) return false
  const said = plain(text)
  return (CHAIN.test(said) || SELLS.test(said)) && !OWN_WORDS.test(said)
}
