import { sayDate, shanghaiDate } from '../../../domain/base/civil-date.ts'
import { appealIn, sayPaused } from '../../../domain/talk/block.ts'
import { enginePhrase } from '../../../flow/mod.ts'
import { addAppeal, lastBlock, waitsForWords } from '../../../store/talk/blocks.ts'
import { markUnclear } from '../../../store/talk/contacts.ts'
import type { Kept } from '../receive/kept.ts'
import { conversationName, tellWatchers } from './block-contact.ts'

/** The longest appeal that is kept. */
const LONGEST = 1000

/**
 * The answer while an officer has paused this chat; undefined when it is not paused, or when the office has asked this
 * resident for something. An emergency gets its number first, and is shown to the officers.
 *
 * An anonymous case that waits for its writer changes nothing here: officers read this chat, and whoever pauses those
 * whom they suspect would see whose chat goes on. Its writer answers on the page of the case.
 */
export async function pausedTurn(kept: Kept): Promise<string | undefined> {
  const { tx, ctx, contact, inbound, now } = kept
  if (contact.blockedUntil === null || contact.blockedUntil <= now) return undefined
  if (await waitsForWords(tx, contact.id)) return undefined
  const block = await lastBlock(tx, contact.id)
  if (!block) return undefined
  const { office } = ctx.content()
  const say = (appeal: Parameters<typeof sayPaused>[0]['appeal']) =>
    sayPaused({
      office,
      until: sayDate(shanghaiDate(block.until)),
      reason: block.reason,
      appeal,
      answer: block.answer,
    })

  const emergency = inbound.text === undefined ? undefined : ctx.content().emergencyIn(inbound.text)
  if (emergency) {
    await markUnclear(tx, contact.id, now)
    const { name, phone } = emergency
    return `${emergency.say ?? enginePhrase(contact.locale ?? undefined, 'emergency', { name, phone })}\n${say(
      block.appeal === null ? 'open' : 'waits',
    )}`
  }
  if (block.appeal !== null) return say(block.decision === 'upheld' ? 'upheld' : 'waits')
  const appeal = appealIn(inbound.text)
  if (appeal === undefined) return say('open')
  if (appeal === '') return say('empty')
  await addAppeal(tx, block.id, [...appeal].slice(0, LONGEST).join(''), now)
  await tellWatchers(tx, ctx, 'appealed', block, conversationName(contact.id))
  return say('now')
}
