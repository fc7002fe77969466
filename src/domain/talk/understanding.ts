import type { GuideMatch } from '../guides/guide.ts'
import type { Emergency, Routing } from './routing.ts'

/** What the bot makes of a resident's text. All of it is pure: the same text gives the same answer. */
export interface Understanding {
  /** Guides for a question in a resident's own words. */
  findGuides(text: string): GuideMatch
  /** What a free text is about, on first contact. It may search the guides, so it is asked only where that matters. */
  classify(text: string): Routing
  /** Whom to ring now: what `classify` says of it, at a small part of the cost. */
  emergencyIn(text: string): Emergency | undefined
  /** Whether a text tells of something concrete, by its words alone: cheaper than `classify`, which asks the guides, too. */
  complains(text: string): boolean
}

/** What can be read from a text itself, whatever the office. All of it is pure. */
export interface Reading {
  /** The one place that a text about a matter names. */
  placeIn(text: string): string | undefined
  /** Since when the trouble in a text lasts, or when it happened, in its own words. */
  sinceIn(text: string): string | undefined
  /** The matters of a message, usually one; what belongs to none stays with the first. */
  mattersIn(text: string): string[]
  /** A long text in its own key sentences. */
  summaryOf(text: string): string
}
