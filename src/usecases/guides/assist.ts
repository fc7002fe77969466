import { z } from 'zod'
import { Refusal } from '../../domain/base/errors.ts'
import { textField } from '../../domain/base/text/visible-text.ts'
import type { GuideMatch } from '../../domain/guides/guide.ts'
import { guideAnswer } from '../../domain/guides/guide-text.ts'
import type { Actor } from '../../domain/people/actor.ts'
import type { Context } from '../base/context.ts'
import { viewCase } from '../cases/shown/view-case.ts'
import { adviseOnCase } from './advise-on-case.ts'

/**
 * The suggestions of the optional language model. Nothing here is stored or sent. Ids in its answers must be among those
 * we gave it, and addresses that it writes are removed.
 */

/** A resident is waiting on the channel's response (WeChat: five seconds in all). */
const RERANK_MS = 1200
/** An officer is waiting at a page. */
const DRAFT_MS = 20_000
const SUMMARY_MS = 8000

/** Parses the model's answer as JSON of a known shape, also from a fenced block. @returns null for anything else */
function parsed<T>(text: string | null, shape: z.ZodType<T>): T | null {
  const json = text === null ? undefined : /\{[\s\S]*\}/.exec(text)?.[0]
  if (json === undefined) return null
  try {
    return shape.safeParse(JSON.parse(json)).data ?? null
  } catch {
    return null
  }
}

/**
 * Puts the candidates in the model's order when the search is unsure. The model can neither add candidates nor turn them
 * into an answer. Without a model or a usable answer, the match is returned unchanged.
 */
export async function rerankGuides(ctx: Context, text: string, match: GuideMatch): Promise<GuideMatch> {
  if (!ctx.languageModel || match.decision !== 'clarify' || match.hits.length < 2) return match
  const answer = await ctx.languageModel.ask({
    task: '群众问了一句话，下面是几篇办事指南。按和这句话相符的程度排序，只回 JSON：{"order": ["编号", …]}。',
    about: { question: text.slice(0, 300), guides: match.hits.map(({ id, title }) => ({ id, title })) },
    timeoutMs: RERANK_MS,
    maxTokens: 200,
  })
  const order = parsed(answer, z.object({ order: z.array(z.string()).max(20) }))?.order
  if (!order) return match
  const place = (id: string) => (order.includes(id) ? order.indexOf(id) : order.length)
  return { ...match, hits: [...match.hits].sort((a, b) => place(a.id) - place(b.id)) }
}

export interface SuggestedReply {
  text: string
  guides: { id: string; title: string; url: string }[]
  cases: { number: string; title: string }[]
}

const MOST_REPLY = 1500
const ADDRESS = /(?:https?:\/\/|www\.)\S+|\S+\.(?:com|cn|net|org|top|xyz|cc|io)(?:\/\S*)?/giu

/**
 * Drafts a reply for an officer to correct, and names the guides and answered cases it used.
 * @returns null when there is no model, or no usable answer in time.
 * @throws Refusal `not_found`; `forbidden` when this officer may not write the reply now.
 */
export async function suggestReply(ctx: Context, number: string, by: Actor): Promise<SuggestedReply | null> {
  const view = await viewCase(ctx, number, by)
  if (!view.moves.includes('draft')) throw new Refusal('forbidden', '现在不能由您写这件的答复。')
  if (!ctx.languageModel) return null
  const content = ctx.content()
  const said = `${view.title} ${view.text}`
  const guides = content.findGuides(said).hits.flatMap(hit => content.guides.get(hit.id) ?? [])
  const { answered } = await adviseOnCase(ctx, number, by)
  const answer = await ctx.languageModel.ask({
    task: `你帮${content.office.shortName}的工作人员起草对群众的答复，工作人员会修改。用平实的短句，只用资料里有的事实，不写没有的承诺、日期、电话、网址。只回 JSON：{"text": "答复", "guides": ["用到的指南编号"], "cases": ["用到的件编号"]}。`,
    about: {
      case: { kind: view.kindText, title: view.title, text: view.text.slice(0, 3000) },
      guides: guides.map(guide => ({ id: guide.id, text: guideAnswer(guide).slice(0, 1500) })),
      answered,
    },
    timeoutMs: DRAFT_MS,
    maxTokens: 1200,
  })
  const shape = z.object({
    text: textField(100_000),
    guides: z.array(z.string()).max(20).default([]),
    cases: z.array(z.string()).max(20).default([]),
  })
  const draft = parsed(answer, shape)
  const text = draft?.text.replace(ADDRESS, '').slice(0, MOST_REPLY).trim()
  if (!draft || !text) return null
  return {
    text,
    guides: guides
      .filter(guide => draft.guides.includes(guide.id))
      .map(({ id, title }) => ({ id, title, url: `${ctx.config.baseUrl}/guides/${id}` })),
    cases: answered
      .filter(c => draft.cases.includes(c.number))
      .map(c => ({ number: c.number, title: c.title })),
  }
}

/**
 * Summarises a long case in one short sentence.
 * @returns null in the cases where `suggestReply` does. @throws Refusal `not_found`
 */
export async function suggestSummary(ctx: Context, number: string, by: Actor): Promise<string | null> {
  const view = await viewCase(ctx, number, by)
  if (!ctx.languageModel) return null
  const answer = await ctx.languageModel.ask({
    task: '把这件诉求概括成一句话，不超过 60 个字，说清什么事、在哪里、要什么。只回 JSON：{"summary": "一句话"}。',
    about: { title: view.title, text: view.text.slice(0, 5000) },
    timeoutMs: SUMMARY_MS,
    maxTokens: 200,
  })
  const summary = parsed(answer, z.object({ summary: z.string() }))?.summary
  const short = [...(summary ?? '').replace(ADDRESS, '').replace(/\s+/g, ' ').trim()].slice(0, 80).join('')
  return short || null
}
