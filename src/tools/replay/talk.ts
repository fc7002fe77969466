import { setTimeout as sleep } from 'node:timers/promises'
import { nextWords, receiptIn } from './resident.ts'
import { type Delivered, NotAccepted, type Webhook } from './webhook.ts'

export interface Complaint {
  openId: string
  text: string
}

export interface TalkResult {
  openId: string
  /** Messages WeChat would call delivered: answered in time and understood. */
  accepted: number
  refused: number
  /** The resident confirmed, or the bot said that there is a case. From here on there has to be one. */
  submitted: boolean
  receipts: { number: string; page: string | undefined }[]
  /** How often a message's second delivery got another answer than the first. */
  differed: number
  milliseconds: number[]
  /** The dialogue did not end in a number. */
  stuck: boolean
}

interface TalkOptions {
  hook: Webhook
  complaint: Complaint
  /** Makes message ids; unique in the run. */
  nextId: () => string
  /** Tries after a broken connection; A killed service needs more than the default, which is WeChat's. */
  retries?: number
  retryMs?: number
  /** The messages that reached the resident through the API since the last call. */
  pushed?: (openId: string) => string[]
  /** Called after each message that was accepted. */
  onAccepted?: () => void
}

/** More turns than any dialogue needs. */
const MAX_TURNS = 25

/** Runs one resident's dialogue until the case is registered. Each message is delivered twice. */
export async function talk({
  hook,
  complaint,
  nextId,
  retries = 3,
  retryMs = 300,
  pushed = () => [],
  onAccepted,
}: TalkOptions): Promise<TalkResult> {
  const { openId, text } = complaint
  const result: TalkResult = {
    openId,
    accepted: 0,
    refused: 0,
    submitted: false,
    receipts: [],
    differed: 0,
    milliseconds: [],
    stuck: false,
  }
  let words: string | undefined = text
  for (let turn = 0; words !== undefined && turn < MAX_TURNS; turn++) {
    if (words === '确认') result.submitted = true
    const said = await sayTwice(words, turn)
    if (said === undefined) break
    const heard = [said, ...pushed(openId)].join('\n')
    const receipt = receiptIn(heard)
    if (receipt) {
      result.submitted = true
      if (!result.receipts.some(r => r.number === receipt.number)) result.receipts.push(receipt)
    }
    words = nextWords(heard, text)
  }
  result.stuck = result.receipts.length === 0
  return result

  /** Half of the repeats come at the same time as the first, half after it. */
  async function sayTwice(content: string, turn: number): Promise<string | undefined> {
    const message = { openId, msgId: nextId(), text: content, at: new Date() }
    const second = () => deliver(message)
    const [first, repeat] =
      turn % 2 === 0
        ? await Promise.all([deliver(message), second()])
        : [await deliver(message), await second()]
    if (first && repeat && first.text !== repeat.text) result.differed++
    const answer = first ?? repeat
    return answer && (answer.text ?? '')
  }

  async function deliver(message: Parameters<Webhook['deliver']>[0]): Promise<Delivered | undefined> {
    for (let left = retries; ; left--) {
      try {
        const delivered = await hook.deliver(message)
        result.accepted++
        result.milliseconds.push(delivered.ms)
        onAccepted?.()
        return delivered
      } catch (error) {
        const final = error instanceof NotAccepted && /HTTP 4\d\d/.test(error.message)
        if (final || left <= 0) {
          result.refused++
          return undefined
        }
        await sleep(retryMs)
      }
    }
  }
}
