import { type Blank, blank, figure } from './document.ts'
import type { AnnualNumbers } from './numbers.ts'

/** Most places named in one prompt. */
const NAMED = 6

const list = (names: readonly string[]) =>
  names.length > NAMED ? `${names.slice(0, NAMED).join('、')}等` : names.join('、')

type Prompt = (numbers: AnnualNumbers) => Blank | null

/** What the numbers show to have gone wrong. A person writes why, and what will be done; nothing is said without a number. */
const PROMPTS: readonly Prompt[] = [
  ({ late, names }) => {
    const times = late.reduce((sum, row) => sum + row.n, 0)
    const where = late.map(({ columnId, areaId }) =>
      areaId === '' ? names.column(columnId) : `${names.area(areaId)}${names.column(columnId)}`,
    )
    return times === 0
      ? null
      : blank('栏目到期没有更新', figure(times, { from: 'late' }), `次（${list(where)}），写明原因和怎么改`)
  },
  ({ cases }) => {
    const late = cases.cohort - cases.onTime
    return late === 0
      ? null
      : blank('没有按时答复的申请', figure(late, { from: 'cases', measure: 'late' }), '件，写明原因和怎么改')
  },
  ({ cases }) =>
    cases.overdue === 0
      ? null
      : blank('超期还没办结的申请', figure(cases.overdue, { from: 'cases', measure: 'overdue' }), '件'),
  ({ figures }) =>
    figures.withdrawn === 0
      ? null
      : blank(
          '撤下的信息',
          figure(figures.withdrawn, { from: 'items', measure: 'withdrawn' }),
          '条，其中有出错才撤下的，写明怎么避免',
        ),
  ({ comments }) =>
    comments.comments.open === 0
      ? null
      : blank('还没有答复的留言', figure(comments.comments.open, { from: 'comments', state: 'open' }), '条'),
  ({ comments }) =>
    comments.opinions.untreated === 0
      ? null
      : blank(
          '没有写明怎么处理的意见',
          figure(comments.opinions.untreated, { from: 'opinions', treatment: 'untreated' }),
          '条',
        ),
  ({ consultations }) =>
    consultations.silent === 0
      ? null
      : blank('征求意见结束了还没有公布结果', figure(consultations.silent, { from: 'consultations' }), '次'),
  ({ applications }) =>
    applications.unnamed === 0
      ? null
      : blank(
          '没有写明处理结果的申请',
          figure(applications.unnamed, { from: 'applications', row: 'other' }),
          '件，先到件里核对',
        ),
  ({ file }) => {
    const corrected =
      (file?.reconsideration?.corrected ?? 0) +
      (file?.litigation?.direct.corrected ?? 0) +
      (file?.litigation?.afterReconsideration.corrected ?? 0)
    return corrected === 0
      ? null
      : blank('行政复议、行政诉讼中被纠正', figure(corrected, { from: 'file' }), '件，写明怎么改')
  },
]

/** The prompts of 五、存在的主要问题及改进情况 that this year's numbers give. */
export const problemPrompts = (numbers: AnnualNumbers): Blank[] =>
  PROMPTS.map(prompt => prompt(numbers)).filter(prompt => prompt !== null)
