/** WeChat's record of each resident: whether they follow the account, and what may still be sent to them. */

export type Gesture = 'message' | 'gesture'

interface Resident {
  following: boolean
  /** Open windows, each with the number of messages left. */
  windows: { until: number; left: number }[]
  /** One-time consents by template id. */
  consents: Map<string, number>
}

const HOURS_48 = 48 * 3600_000
const MINUTE = 60_000

export class Residents {
  readonly #all = new Map<string, Resident>()

  #of(openId: string): Resident {
    let resident = this.#all.get(openId)
    if (!resident) {
      resident = { following: true, windows: [], consents: new Map() }
      this.#all.set(openId, resident)
    }
    return resident
  }

  knows(openId: string): boolean {
    return this.#all.has(openId)
  }

  follows(openId: string): boolean {
    return this.#all.get(openId)?.following ?? false
  }

  follow(openId: string): void {
    this.#of(openId).following = true
  }

  unfollow(openId: string): void {
    const resident = this.#of(openId)
    resident.following = false
    resident.windows = []
  }

  /** A message opens a window of 48 h with 5 messages; a click, follow or scan one of a minute with 3. */
  opens(openId: string, by: Gesture, now: number): void {
    const resident = this.#of(openId)
    if (by === 'message') resident.windows = [{ until: now + HOURS_48, left: 5 }]
    else resident.windows.push({ until: now + MINUTE, left: 3 })
  }

  /** Takes one message out of a window. @returns the error code when it may not be sent. */
  spend(openId: string, now: number): 0 | 45015 | 45047 {
    const resident = this.#of(openId)
    resident.windows = resident.windows.filter(w => w.until > now)
    if (resident.windows.length === 0) return 45015
    const window = resident.windows.find(w => w.left > 0)
    if (!window) return 45047
    window.left--
    return 0
  }

  consent(openId: string, templateId: string): void {
    const { consents } = this.#of(openId)
    consents.set(templateId, (consents.get(templateId) ?? 0) + 1)
  }

  useConsent(openId: string, templateId: string): boolean {
    const { consents } = this.#of(openId)
    const left = consents.get(templateId) ?? 0
    if (left > 0) consents.set(templateId, left - 1)
    return left > 0
  }
}
