import type { Random } from '../../../src/tools/sample/random.ts'
import { SAMPLE_PLACES, SAMPLE_TEXTS } from '../../../src/tools/sample/texts.ts'

/** What residents of the sample office ask about, in their own words. */
export const QUESTIONS = [
  '低保怎么申请',
  '身份证丢了怎么补办',
  '医保在外地看病怎么报销',
  '新农保怎么交钱',
  '老人去世了户口怎么销',
  '我家房子是危房，能申请补助吗',
  '残疾证在哪里办',
  '小孩上户口要什么材料',
  '宅基地审批要多久',
  '高龄补贴今年多少钱',
  '慢性病卡怎么办',
  '社保卡坏了怎么换',
  '养老金几岁可以领',
  '办个体户执照要带什么',
  '想在门口挂个招牌要批吗',
  '打工老板欠我工资找谁',
  '退伍军人优待证怎么领',
  '临时救助怎么申请',
  '公租房什么条件可以申请',
  '孩子上大学有没有助学金',
  '砍自己家的树要办证吗',
  '土地流转合同去哪里签',
  '种粮补贴什么时候发',
  '结婚登记要预约吗',
  '居住证怎么办理',
  '创业贷款怎么申请',
] as const

const VILLAGES = ['镇区社区', '东山村', '西河村', '石桥村']

/** Complaints as residents write them first: half of them say the village. */
export function complaint(random: Random): string {
  const { text } = random.pick(SAMPLE_TEXTS.filter(sample => sample.kind === 'complaint'))
  const village = random.chance(0.5) ? random.pick(VILLAGES) : ''
  return text.replaceAll('{place}', `${village}${random.pick(SAMPLE_PLACES)}`)
}
