import { Counter, Histogram, type Registry } from 'prom-client'
import { CHAT_CHANNELS } from '../../../domain/base/message.ts'
import type { Handled, Measures, SignInOutcome } from '../../base/measures.ts'
import { laneLabel } from './lane-label.ts'

const HANDLED: readonly Handled[] = ['answered', 'silent', 'repeated', 'failed']
const SIGN_INS: readonly SignInOutcome[] = ['signed_in', 'wrong_password', 'wrong_code']
const FAULTS = ['message', 'account', 'channel'] as const
/** Ways of sending. Any other, such as one of another puppet, counts as `other`. */
const WAYS = new Set(['chat', 'template', 'subscribe', 'telegram', 'web', 'wechaty', 'direct', 'none'])
const METHODS = new Set(['GET', 'HEAD', 'POST'])

/** The counters of what this process did since it started. */
export function makeWorkCounters(registry: Registry): Omit<Measures, 'text'> {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Counter<L>({ name, help, labelNames: [...labelNames], registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[], buckets: number[]) =>
    new Histogram<L>({ name, help, labelNames, buckets, registers })

  const messages = counter('huiyin_messages_total', 'Deliveries of channels, by what became of them.', [
    'channel',
    'outcome',
  ])
  const turns = histogram(
    'huiyin_turn_seconds',
    'Time from a delivery to its stored answer. WeChat waits for five seconds.',
    ['channel'],
    [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  )
  const tries = counter('huiyin_send_attempts_total', 'Attempts at sending a message of the outbox.', [
    'channel',
    'via',
    'outcome',
  ])
  const errors = counter(
    'huiyin_channel_errors_total',
    'Attempts at sending that failed, by what was at fault: the message, the account, or the whole channel.',
    ['channel', 'fault'],
  )
  const signIns = counter('huiyin_sign_ins_total', 'Sign-ins at the desk, by outcome.', ['outcome'])
  const requests = counter('huiyin_http_requests_total', 'HTTP requests, by the pattern of their route.', [
    'method',
    'route',
    'status',
  ])
  const requestTime = histogram(
    'huiyin_http_request_seconds',
    'Time until an HTTP request is answered.',
    ['method'],
    [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  )
  const modelFailures = counter(
    'huiyin_language_model_failures_total',
    'Calls that the language model failed.',
  )
  // These exist from the start, so that a rate is known from the first event on.
  for (const channel of CHAT_CHANNELS) {
    for (const outcome of HANDLED) messages.inc({ channel, outcome }, 0)
    for (const fault of FAULTS) errors.inc({ channel, fault }, 0)
  }
  for (const outcome of SIGN_INS) signIns.inc({ outcome }, 0)

  return {
    messageHandled(channel, outcome, seconds) {
      messages.inc({ channel, outcome })
      turns.observe({ channel }, seconds)
    },
    messageTried(lane, result) {
      const channel = laneLabel(lane)
      tries.inc({ channel, via: WAYS.has(result.via) ? result.via : 'other', outcome: result.outcome })
      if (result.outcome === 'sent') return
      const fault = result.trouble ? 'account' : result.channelRestsMs !== undefined ? 'channel' : 'message'
      errors.inc({ channel, fault })
    },
    signIn: outcome => signIns.inc({ outcome }),
    requestServed({ method, route, status, seconds }) {
      const known = METHODS.has(method) ? method : 'other'
      requests.inc({ method: known, route: route ?? 'none', status })
      requestTime.observe({ method: known }, seconds)
    },
    languageModelFailed: () => modelFailures.inc(),
  }
}
