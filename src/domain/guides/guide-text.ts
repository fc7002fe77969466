import type { Guide } from './guide.ts'

/** The sections that a resident can ask for after the short answer. */
const GUIDE_SECTIONS = ['materials', 'steps', 'time_fee', 'where'] as const
export type GuideSection = (typeof GUIDE_SECTIONS)[number]

const numbered = (lines: readonly string[]) => lines.map((line, i) => `${i + 1}. ${line}`).join('\n')

const materials = ({ materials }: Guide) =>
  materials.length === 0
    ? '不用带材料。'
    : numbered(
        materials.map(
          m =>
            `${m.name}${m.form ? `（${m.form}）` : ''}${m.required ? '' : '，没有可不带'}${m.note ? `。${m.note}` : ''}`,
        ),
      )

/** The statutory time limit, if there is one and it differs from the promised one. */
const byLaw = ({ promisedLimit, statutoryLimit }: Guide): string =>
  /没有规定|^无$/u.test(statutoryLimit) || statutoryLimit === promisedLimit
    ? ''
    : `（法定 ${statutoryLimit}）`

const SECTIONS: Record<GuideSection, (guide: Guide) => string> = {
  materials: g => `要带的材料：\n${materials(g)}`,
  steps: g => `办理步骤：\n${numbered(g.steps)}`,
  time_fee: g => `多久办好：${g.promisedLimit}${byLaw(g)}\n收费：${g.fee}`,
  where: g =>
    `在哪办：${g.window}\n电话：${g.phone}\n时间：${g.hours}${g.online ? `\n网上办：${g.online}` : ''}`,
}

/** Marks content the office has not checked, so that nobody makes a trip because of a sample. */
const sampleNotice = (guide: Guide) => (guide.checked ? '' : '\n（样例内容，以窗口答复为准）')

/** One section of a guide, as a chat message. */
export const guideSection = (guide: Guide, section: GuideSection): string =>
  `【${guide.title}】\n${SECTIONS[section](guide)}${sampleNotice(guide)}`

/** The short answer: who can apply, what to bring, how long it takes and where; what a resident needs to set out. */
export const guideAnswer = (guide: Guide): string =>
  [
    `【${guide.title}】`,
    `谁能办：${guide.conditions.join('；')}`,
    SECTIONS.materials(guide),
    SECTIONS.time_fee(guide),
    SECTIONS.where(guide),
  ].join('\n') + sampleNotice(guide)
