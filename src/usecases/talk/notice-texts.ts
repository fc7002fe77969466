import type { Deadline } from '../../domain/cases/case.ts'
import { sayDueOn } from '../../domain/cases/deadline-text.ts'
import type { Context } from '../base/context.ts'
import { namesOf, titleOf, trackingUrl } from '../cases/moving/open-case.ts'

interface About {
  number: string
  title: string
  departmentId: string | null
}

/** Notices to a resident about a case, outside a dialogue. Short, plain, signed. */
export function noticeTexts(ctx: Context) {
  const content = ctx.content()
  const names = namesOf(content)
  const signed = (row: About) => `—— ${content.office.shortName}${names.department(row.departmentId) ?? ''}`
  const about = (row: About) => `“${titleOf(row.title, 20)}”（编号 ${row.number}）`
  return {
    opened: (row: About) =>
      `您说的${about(row)}已经登记，有进展会告诉您。\n${signed(row)}\n查看全部经过：${trackingUrl(ctx, row.number)}`,
    scanned: (place: string) => `您扫的是“${place}”的码。`,
    reply: (row: About, text: string, pictures = 0) =>
      `您反映的${about(row)}有答复了：\n\n${text}${pictures > 0 ? `\n（附照片 ${pictures} 张，没收到照片的话，点下面的链接看）` : ''}\n\n${signed(row)}\n查看全部经过：${trackingUrl(ctx, row.number)}`,
    askedResident: (row: About, text: string) =>
      `您反映的${about(row)}还需要您补充：\n\n${text}\n\n请直接回复“补充”加上要说的话，也可以发照片。\n${signed(row)}\n查看全部经过：${trackingUrl(ctx, row.number)}`,
    setAside: (row: About) =>
      `您说的${about(row)}看着像广告、骚扰或者测试，没有办理。不是这样的，请打开下面的链接，点“重新办理”。\n${signed(row)}\n查看全部经过：${trackingUrl(ctx, row.number)}`,
    thirdParty: (row: About, deadline: Deadline) =>
      `您申请公开的${about(row)}要先征求第三方的意见，这段时间不算在答复的期限里。最迟 ${sayDueOn(deadline)}答复，第三方早回复就早答复。\n${signed(row)}\n查看全部经过：${trackingUrl(ctx, row.number)}`,
    extended: (row: About, deadline: Deadline, reason: string) =>
      `您反映的${about(row)}要晚一些答复，最迟 ${sayDueOn(deadline)}。\n原因：${reason}\n${signed(row)}\n查看全部经过：${trackingUrl(ctx, row.number)}`,
  }
}
