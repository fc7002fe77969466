/** What the client process is asked to do, and what it answers: plain data for the channel between processes. */

/** An account as WeChat knows it, and where it listens. */
export interface Target {
  /** Where messages are posted to. */
  url: string
  token: string
  aesKey: string
  appId: string
}

/** One message of a resident. */
export interface Letter {
  openId: string
  msgType: 'text' | 'image'
  fields: Record<string, string>
}

export const text = (openId: string, Content: string): Letter => ({
  openId,
  msgType: 'text',
  fields: { Content },
})

export interface Job {
  target: Target
  letters: readonly Letter[]
  /** How many wait for an answer at once; or, with `withinMs`, no limit: each is sent when its time has come. */
  atOnce: number
  /** All are sent evenly within so many milliseconds, whatever has been answered. */
  withinMs?: number
}

/** One message's end. */
export interface Answer {
  /** From the first post to the answer, retries included. */
  ms: number
  /** The HTTP status of the last try; 0 when there was none. */
  status: number
  /** Tries it took: 1 is the usual. */
  tries: number
  /** As it came: sealed, or empty, or `success`. */
  body: string
}

export interface Outcome {
  /** In the order of the letters. */
  answers: Answer[]
  /** From the first post to the last answer. */
  seconds: number
}
