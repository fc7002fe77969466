import { sayInstant } from '../../../domain/base/civil-date.ts'
import { CHANNEL_NAMES, type ChannelName } from '../../../domain/base/message.ts'
import type { OwnCaseData, OwnContact, OwnData, OwnMessage } from './collect.ts'

/** The data of one resident as a text that they can read, in Markdown. */
export function ownDataAsText(
  data: OwnData,
  office: string,
  at: Date,
  files: ReadonlyMap<number, string>,
): string {
  const one = data.about === 'person' ? '您在本单位留下的全部数据' : '您这件匿名诉求的全部数据'
  return [
    `# ${one}`,
    `${office}，${sayInstant(at)}导出。依据《个人信息保护法》第四十五条。`,
    data.about === 'person'
      ? '匿名的诉求不在这里：谁也不能通过人找到匿名的诉求，要看它，请凭它自己的编号和查询码。'
      : '这里只有这一件。它和您的其他诉求、聊天没有联系。',
    '工作人员内部的记录和别人说的话不在这里。',
    ...data.contacts.flatMap(contact => contactText(contact, files)),
    ...data.cases.flatMap(one => caseText(one, files)),
    ...(data.messages.length > 0 ? ['## 说过的话', ...data.messages.map(m => messageText(m, files))] : []),
    '',
  ].join('\n\n')
}

/** What somebody wrote: quoted, and without a sign that would make it anything but text. */
const quoted = (text: string): string =>
  text
    .replace(/[\\`*_{}[\]<>#|!~&]/g, sign => `\\${sign}`)
    .split(/\r\n?|\n/)
    .map(line => `> ${line}`)
    .join('\n')

const line = (title: string, value: string | number | null): string[] =>
  value === null || value === '' ? [] : [`- ${title}：${inLine(String(value))}`]
const inLine = (text: string) => quoted(text.replace(/\s+/g, ' ')).slice(2)
const list = (...lines: readonly string[][]): string => lines.flat().join('\n')
const when = (iso: string) => sayInstant(new Date(iso))
const attached = (ids: readonly number[], files: ReadonlyMap<number, string>): string[] =>
  ids.length === 0 ? [] : [`附件：${ids.map(id => files.get(id) ?? `${id}（文件不在了）`).join('、')}`]

const contactText = (c: OwnContact, files: ReadonlyMap<number, string>): string[] => [
  `## 联系方式（${CHANNEL_NAMES[c.channel as ChannelName] ?? c.channel}）`,
  list(
    line('在渠道上的号', c.id),
    line('姓名', c.name),
    line('电话', c.phone),
    line('村（社区）', c.area),
    line('第一次联系', c.since && when(c.since)),
    line('最近一次联系', c.lastMessageAt && when(c.lastMessageAt)),
    line('取消关注', c.unfollowedAt && when(c.unfollowedAt)),
  ),
  ...(c.follows.length > 0
    ? [
        list(
          ...c.follows.map(f =>
            line('订阅公开信息', `${f.areaId || '全部'}，${f.since ? when(f.since) : ''}起`),
          ),
        ),
      ]
    : []),
  ...c.pauses.map(p =>
    list(
      line('暂停过聊天，从', p.at && when(p.at)),
      line('到', p.until && when(p.until)),
      line('原因', p.reason),
      line('您的申诉', p.appeal),
      line('答复', p.answer),
    ),
  ),
  ...(c.messages.length > 0 ? ['### 说过的话', ...c.messages.map(m => messageText(m, files))] : []),
]

const messageText = (m: OwnMessage, files: ReadonlyMap<number, string>): string =>
  [
    `**${m.from === 'resident' ? '您' : '单位'}**，${when(m.at)}`,
    ...(m.text === '' ? [] : [quoted(m.text)]),
    ...attached(m.attachments, files),
  ].join('\n\n')

const caseText = (c: OwnCaseData, files: ReadonlyMap<number, string>): string[] => [
  `## 诉求 ${c.number}`,
  list(
    line('类型', c.kind),
    line('现在', c.status),
    line('姓名', c.name),
    line('电话', c.phone),
    line('地点', c.place),
    line('位置', c.location && `${c.location.latitude}, ${c.location.longitude}`),
    line('村（社区）', c.area),
    line('承办单位', c.department),
    line('收到', when(c.receivedAt)),
    line('答复期限', c.replyDueOn),
    line('您的评分', c.rating),
    line('您的评价', c.ratingText),
  ),
  quoted(c.text),
  ...attached(c.attachments, files),
  list(c.steps.map(step => `- ${when(step.at)}：${inLine(step.what)}`)),
  ...c.replies.flatMap(reply => [
    `### 答复${reply.at ? `（${when(reply.at)}）` : ''}`,
    quoted(reply.text),
    ...attached(reply.attachments, files),
  ]),
]
