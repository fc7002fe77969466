import { sayDate, shanghaiDate } from '../../domain/base/civil-date.ts'
import { fillCanned } from '../../domain/cases/canned.ts'
import { sayDueOn } from '../../domain/cases/deadline-text.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { Context } from '../base/context.ts'
import { cannedReplies } from '../cases/shown/canned-replies.ts'
import type { CaseView } from '../cases/shown/view-case.ts'
import { type Advice, adviseOnCase } from './advise-on-case.ts'

/** A text that an officer can insert into a reply: a guide with its address, an earlier answer, or a canned reply. */
export interface Insertion {
  /** `guide:ID`, `case:NUMBER` or `canned:ID`; sent by the form when scripts are off. */
  key: string
  kind: 'guide' | 'case' | 'canned'
  title: string
  text: string
  /** A page about it. */
  url?: string
}

const GUIDES = 3

/**
 * The texts offered beside the editor of a case, with the variables of canned replies filled in. All were written by the
 * office: guides, canned replies and earlier answers.
 */
export function insertionsFor(
  ctx: Context,
  view: CaseView,
  advice: Pick<Advice, 'answered'>,
  canned: readonly { id: number; title: string; text: string; departmentId: string | null }[],
): Insertion[] {
  const content = ctx.content()
  const guides = content.findGuides(`${view.title} ${view.text}`).hits.slice(0, GUIDES)
  return [
    ...canned
      .filter(c => c.departmentId === null || view.department === null || c.departmentId === view.department)
      .map(c => ({
        key: `canned:${c.id}`,
        kind: 'canned' as const,
        title: c.title,
        text: fillCanned(c.text, {
          number: view.number,
          title: view.title,
          maskedName: view.resident.name,
          dueOn: sayDueOn(view.deadlines.reply),
          department: view.departmentName,
          office: content.office.name,
          phone: content.office.phone,
          today: sayDate(shanghaiDate(ctx.now())),
        }),
      })),
    ...guides.flatMap(hit => {
      const guide = content.guides.get(hit.id)
      const url = `${ctx.config.baseUrl}/guides/${hit.id}`
      return guide
        ? [
            {
              key: `guide:${hit.id}`,
              kind: 'guide' as const,
              title: guide.title,
              text: `${guide.title}怎么办，看这里：${url}`,
              url: `/guides/${hit.id}`,
            },
          ]
        : []
    }),
    ...advice.answered.map(a => ({
      key: `case:${a.number}`,
      kind: 'case' as const,
      title: a.title,
      text: a.full,
      url: `/desk/cases/${a.number}`,
    })),
  ]
}

/** The text with this key, if this officer may use it on this case. */
export async function insertion(ctx: Context, view: CaseView, by: Actor, key: string) {
  const [advice, canned] = await Promise.all([adviseOnCase(ctx, view.number, by), cannedReplies(ctx, by)])
  return insertionsFor(ctx, view, advice, canned).find(i => i.key === key)
}
