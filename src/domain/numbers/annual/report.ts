import { COMMENT_STATES, type CommentState, TREATMENTS, type Treatment } from '../../publish/item-counts.ts'
import { applicationProblems } from './applications.ts'
import { applicationsGrid, reviewsGrid } from './applications-grid.ts'
import { checkDocuments, disclosedFigures, disclosedGrid } from './disclosed.ts'
import { type Block, blank, figure, heading, type Part, paragraph, type ReportDocument } from './document.ts'
import type { AnnualNumbers } from './numbers.ts'
import { problemPrompts } from './problems.ts'
import { publishedGrid, publishedProblems } from './published.ts'

/**
 * The annual report on government information disclosure (政府信息公开工作年度报告), in the six parts of its official format:
 * 《中华人民共和国政府信息公开工作年度报告格式》, issued by 国务院办公厅政府信息与政务公开办公室 as 国办公开办函〔2021〕30号 under
 * 《政府信息公开条例》 art. 50. Part one follows its five subjects (主动公开, 依申请公开, 政府信息管理, 平台建设, 监督保障); parts two to
 * four are its tables.
 *
 * A sentence says only what a number says. What no number says is left to a person, marked 【请补充：…】.
 */
export function annualReport(n: AnnualNumbers): ReportDocument {
  const documents = checkDocuments(n.year, n.normative, n.file, n.lastFile)
  const failed = [
    ...applicationProblems(n.applications),
    ...documents.failed,
    ...publishedProblems(n.items),
    ...n.failed,
  ]
  const state = failed.length > 0 ? 'failed' : n.over ? 'final' : 'running'
  return {
    title: `${n.office.name}${n.year}年政府信息公开工作年度报告`,
    state,
    status: STATUS[state](n, failed),
    unchecked: documents.unchecked,
    blocks: [
      paragraph(...introduction(n)),
      ...PARTS.flatMap(([title, blocks]) => [heading(1, title), ...blocks(n)]),
    ],
  }
}

/** The first words of a report. Only a final one may be sent (报送). */
const STATUS: Record<
  ReportDocument['state'],
  (n: AnnualNumbers, failed: readonly string[]) => readonly string[]
> = {
  failed: (_, failed) => [
    '勾稽关系不成立，这份报告还不能用。请先核对：',
    ...failed.map(problem => `${problem}。`),
  ],
  running: ({ year, countedTo }) => [`草稿：${year}年还没有结束，数字统计到${sayDay(countedTo)}。`],
  final: ({ year }) => [`${year}年的数字已经定了，勾稽关系都成立。补完【请补充】的地方就可以报送。`],
}

const sayDay = (date: string) => {
  const [year, month, day] = date.split('-').map(Number)
  return `${year}年${month}月${day}日`
}

const introduction = ({ year, countedTo, office }: AnnualNumbers): Part[] => [
  `本报告根据《中华人民共和国政府信息公开条例》第五十条编制。数字从${year}年1月1日统计到${sayDay(countedTo)}。`,
  ...(office.site ? [`公开的信息可在${office.site}查看。`] : []),
  `对报告有疑问，请与${office.name}联系（地址：${office.address}，电话：${office.phone}）。`,
]

/** Each part of the official format, in its order. */
const PARTS: readonly [string, (n: AnnualNumbers) => Block[]][] = [
  ['一、总体情况', general],
  [
    '二、主动公开政府信息情况',
    n => [
      {
        block: 'grid',
        grid: disclosedGrid(disclosedFigures(n.normative, n.file), n.normative !== null),
      },
    ],
  ],
  ['三、收到和处理政府信息公开申请情况', n => [{ block: 'grid', grid: applicationsGrid(n.applications) }]],
  ['四、政府信息公开行政复议、行政诉讼情况', n => [{ block: 'grid', grid: reviewsGrid(n.file) }]],
  [
    '五、存在的主要问题及改进情况',
    n => [
      ...problemPrompts(n).map(prompt => paragraph(prompt)),
      paragraph(blank('上一年提出的问题改得怎么样，今年还有哪些问题，下一步怎么做')),
    ],
  ],
  ['六、其他需要报告的事项', others],
]

function general(n: AnnualNumbers): Block[] {
  return [
    heading(2, '（一）主动公开'),
    paragraph(
      '本机关公开信息',
      figure(n.figures.published, { from: 'items', measure: 'published' }),
      '条，更新',
      figure(n.figures.updated, { from: 'items', measure: 'updated' }),
      '次，撤下',
      figure(n.figures.withdrawn, { from: 'items', measure: 'withdrawn' }),
      '条。',
    ),
    { block: 'grid', grid: publishedGrid(n.items, n.names) },
    paragraph(...commentParts(n)),
    paragraph(...opinionParts(n)),
    paragraph(blank('重点领域信息公开、政策解读、回应群众关心的事，做了什么')),
    heading(2, '（二）依申请公开'),
    paragraph(
      '新收政府信息公开申请',
      figure(n.applications.received.total, { from: 'applications', row: 'received' }),
      '件，上年结转',
      figure(n.applications.carriedIn.total, { from: 'applications', row: 'carriedIn' }),
      '件；办结',
      figure(n.applications.concludedTotal.total, { from: 'applications', row: 'concluded' }),
      '件，结转下年',
      figure(n.applications.carriedOut.total, { from: 'applications', row: 'carriedOut' }),
      '件。到期应答复',
      figure(n.cases.cohort, { from: 'cases', measure: 'cohort' }),
      '件，按时答复',
      figure(n.cases.onTime, { from: 'cases', measure: 'onTime' }),
      '件。',
    ),
    paragraph(blank('受理、办理、答复申请的做法')),
    heading(2, '（三）政府信息管理'),
    paragraph(...managementParts(n)),
    paragraph(blank('公开前审核和保密审查、定期清理的做法')),
    heading(2, '（四）政府信息公开平台建设'),
    paragraph(
      '网站公开',
      figure(n.figures.published, { from: 'items', measure: 'published' }),
      '条，微信公众号推文',
      figure(n.figures.wechat, { from: 'items', measure: 'wechat' }),
      '篇',
      ...(n.telegram === null ? [] : [`，Telegram推送${n.telegram}次`]),
      '。',
    ),
    paragraph(blank('网站、公众号、公开栏等平台的建设和检查情况')),
    heading(2, '（五）监督保障'),
    paragraph(
      '栏目到期没有更新，系统提醒',
      figure(
        n.late.reduce((sum, row) => sum + row.n, 0),
        { from: 'late' },
      ),
      '次。',
    ),
    paragraph(blank('机构和人员、培训，工作考核、社会评议和责任追究的结果')),
  ]
}

/** Parts of a sum that are not zero, in the order of their names. */
const shares = <K extends string>(
  names: Record<K, string>,
  values: Record<K, number>,
  part: (id: K) => Part,
  unit: string,
): Part[] => {
  const ids = (Object.keys(names) as K[]).filter(id => values[id] > 0)
  return ids.flatMap((id, i) => [`${i === 0 ? '，其中' : '，'}${names[id]}`, part(id), unit])
}

const commentParts = ({ comments: { comments } }: AnnualNumbers): Part[] => [
  '群众对公开信息的留言和提问',
  figure(comments.total, { from: 'comments' }),
  '条',
  ...shares(
    COMMENT_STATES,
    comments,
    (state: CommentState) => figure(comments[state], { from: 'comments', state }),
    '条',
  ),
  '。',
]

const OPINIONS = { ...TREATMENTS, untreated: '还没有处理' } as const

const opinionParts = ({ consultations, comments: { opinions } }: AnnualNumbers): Part[] => [
  '公开征求意见',
  figure(consultations.opened, { from: 'consultations' }),
  '次，已公布结果',
  figure(consultations.concluded, { from: 'consultations' }),
  '次；收到意见',
  figure(opinions.total, { from: 'opinions' }),
  '条',
  ...shares(
    OPINIONS,
    opinions,
    (treatment: Treatment | 'untreated') => figure(opinions[treatment], { from: 'opinions', treatment }),
    '条',
  ),
  '。',
]

function managementParts(n: AnnualNumbers): Part[] {
  const { normative } = disclosedFigures(n.normative, n.file)
  if (!normative)
    return [
      blank(
        `制发、废止和现行有效的行政规范性文件各多少件：在目录里把规范性文件的栏目标出来，或填在 annual/${n.year}.yaml`,
      ),
    ]
  const source = (what: 'issued' | 'repealed' | 'inForce') =>
    n.normative ? ({ from: 'documents', what } as const) : ({ from: 'file' } as const)
  return [
    '制发行政规范性文件',
    figure(normative.issued, source('issued')),
    '件，废止',
    figure(normative.repealed, source('repealed')),
    '件，现行有效',
    figure(normative.inForce, source('inForce')),
    '件。',
  ]
}

function others(n: AnnualNumbers): Block[] {
  const fees = n.file?.processingFees
  return [
    paragraph(
      ...(fees === undefined
        ? [blank('收取政府信息公开信息处理费多少元；没有收取也要写明')]
        : ['收取政府信息公开信息处理费', figure(fees, { from: 'file' }), '元。']),
    ),
    paragraph(blank('上级要求报告的其他事项；没有就写“无”')),
  ]
}
