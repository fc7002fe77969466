import { networkOf } from '../../domain/base/network.ts'
import {
  type Counter,
  inThisProcess,
  type Limit,
  type MakeCounter,
  takeAll,
  tooMany,
} from '../base/limits.ts'

/** Wrong tries before sign-in is blocked for a while. */
interface SignInLimits {
  /** One account from one network: somebody guessing, or somebody who forgot. */
  pair: Limit
  /** One account from anywhere: many machines guessing one password. Known devices are exempt. */
  account: Limit
  /** One network with any account; an office sits behind one address, so this is wide. */
  network: Limit
  /** One account from a browser that has signed in to it before: nobody else can exhaust this limit. */
  device: Limit
}

const SIGN_IN_LIMITS: SignInLimits = {
  pair: { points: 6, seconds: 900 },
  account: { points: 40, seconds: 3600 },
  network: { points: 60, seconds: 900 },
  device: { points: 10, seconds: 900 },
}

/** An attempt at a password or a code of the second factor. */
export interface SignInAttempt {
  login: string
  address: string
  /** The browser, when it has signed in to this account before (known-device). */
  device?: string | undefined
}

export interface Throttle {
  /**
   * Counts a try before it is checked, so that concurrent tries count, too.
   * @throws Refusal `too_many`, which counts nowhere
   */
  enter(attempt: SignInAttempt): Promise<void>
  /**
   * The password is right and a code comes next. Only the narrow count stays, so that codes cannot be guessed behind
   * a known password, and officers who sign in do not exhaust the limits of others.
   */
  halfway(attempt: SignInAttempt): Promise<void>
  /** The try was right: gives back what `enter` counted and clears the mistakes of this attempt's keys. */
  succeeded(attempt: SignInAttempt): Promise<void>
}

const WORDS = {
  pair: (wait: string) => `试的次数太多了，请过 ${wait}再试。忘了密码请找管理员重置。`,
  account: (wait: string) =>
    `有人在别处反复试这个账号，请过 ${wait}再试；用以前登录过这个账号的电脑或手机不受影响。急用请找管理员发重置链接。`,
  network: (wait: string) => `这个网络上登录出错太多了，请过 ${wait}再试，或者换以前登录过的电脑、手机。`,
}

/**
 * Made once for a running service: `deskRouter` holds it.
 * @param make counts for all processes in a service
 */
export function makeThrottle(
  limits: Partial<SignInLimits> = {},
  make: MakeCounter = inThisProcess,
): Throttle {
  const counters = Object.fromEntries(
    Object.entries({ ...SIGN_IN_LIMITS, ...limits }).map(([name, limit]) => [
      name,
      make(`sign-in ${name}`, limit),
    ]),
  ) as Record<keyof SignInLimits, Counter>

  /** The narrowest first: what it refuses never reaches the wider ones. */
  function bucketsOf({ login, address, device }: SignInAttempt) {
    const from = networkOf(address)
    return device
      ? ([{ counter: counters.device, key: `${login} ${device}`, words: WORDS.pair }] as const)
      : ([
          { counter: counters.pair, key: `${login} ${from}`, words: WORDS.pair },
          { counter: counters.account, key: login, words: WORDS.account },
          { counter: counters.network, key: from, words: WORDS.network },
        ] as const)
  }

  /**
   * Seconds until an unknown browser on this network may try again. Asked first, because counting a try keeps a key for each
   * login, and logins can be made up without end. Whoever is stopped by the narrow limit is told that instead.
   */
  async function networkIsFull({ login, address, device }: SignInAttempt): Promise<number> {
    if (device !== undefined) return 0
    const from = networkOf(address)
    const wait = await counters.network.wait(from)
    return wait > 0 && (await counters.pair.wait(`${login} ${from}`)) === 0 ? wait : 0
  }

  return {
    async enter(attempt) {
      const buckets = bucketsOf(attempt)
      const wait = await networkIsFull(attempt)
      if (wait > 0) throw tooMany(wait, WORDS.network)
      const refused = await takeAll(buckets)
      if (refused) throw tooMany(refused.wait, buckets[refused.full]!.words)
    },
    async halfway(attempt) {
      for (const { counter, key } of bucketsOf(attempt).slice(1)) await counter.giveBack(key)
    },
    async succeeded(attempt) {
      await this.halfway(attempt)
      const [own] = bucketsOf(attempt)
      await own.counter.forget(own.key)
    },
  }
}
