import type { Inbound, ReceiveOptions } from '../../../domain/base/message.ts'
import { dropPlaceholders } from '../../../domain/base/text/placeholders.ts'
import type { Routing } from '../../../domain/talk/routing.ts'
import type { Content, Context } from '../../base/context.ts'
import { storable } from '../../base/storable.ts'
import { rerankGuides } from '../../guides/assist.ts'
import { storeUploads } from '../keep-media.ts'
import type { Incoming } from './kept.ts'

/**
 * Does what needs the disk or a network before the transaction begins, so that it waits for neither. Files are stored
 * before their rows: a file without a row is harmless, a row without its file is not.
 */
export async function prepare(ctx: Context, delivered: Inbound, options: ReceiveOptions): Promise<Incoming> {
  const inbound = dropPlaceholders(storable(delivered))
  const uploads = await storeUploads(ctx, inbound.media ?? [])
  return { ...options, inbound, uploads, findGuides: await guidesFor(ctx, inbound) }
}

/** Messages that a guide may answer. Complaints are never given to the language model. */
const ASKS: ReadonlySet<Routing['intent']> = new Set(['guide', 'candidates', 'inquiry', 'which', 'other'])

/**
 * The guide search for this message: the office's own. When it is unsure about the text of the message, the language
 * model, if there is one, has put the candidates in order.
 */
async function guidesFor(ctx: Context, { text }: Inbound): Promise<Content['findGuides']> {
  const { findGuides, classify } = ctx.content()
  if (!ctx.languageModel || !text?.trim() || !ASKS.has(classify(text).intent)) return findGuides
  const match = await rerankGuides(ctx, text, findGuides(text))
  const own = text.trim()
  return asked => (asked.trim() === own ? match : findGuides(asked))
}
