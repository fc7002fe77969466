import type { Inbound, ReceiveOptions } from '../../../domain/base/message.ts'
import { passedOn } from '../../../domain/base/text/stand-ins.ts'
import type { Routing } from '../../../domain/talk/routing.ts'
import type { Content, Context } from '../../base/context.ts'
import { storable } from '../../base/storable.ts'
import { rerankGuides } from '../../guides/assist.ts'
import { storeUploads } from '../keep-media.ts'
import type { Incoming } from './kept.ts'

/**
 * What is done before the transaction, so that nothing waits for a disk or a network inside it. Files are written first:
 * a file without a row is harmless, a row without its file is not.
 */
export async function prepare(ctx: Context, delivered: Inbound, options: ReceiveOptions): Promise<Incoming> {
  const inbound = passedOn(storable(delivered))
  const uploads = await storeUploads(ctx, inbound.media ?? [])
  return { ...options, inbound, uploads, findGuides: await guidesFor(ctx, inbound) }
}

/** What may be a question for a guide; a complaint is nobody else's business. */
const ASKS: ReadonlySet<Routing['intent']> = new Set(['guide', 'inquiry', 'other'])

/** The office's search; for an unsure question of this very message with the candidates re-ranked, if a model is set. */
async function guidesFor(ctx: Context, { text }: Inbound): Promise<Content['findGuides']> {
  const { findGuides, classify } = ctx.content()
  if (!ctx.languageModel || !text?.trim() || !ASKS.has(classify(text).intent)) return findGuides
  const match = await rerankGuides(ctx, text, findGuides(text))
  const own = text.trim()
  return asked => (asked.trim() === own ? match : findGuides(asked))
}
