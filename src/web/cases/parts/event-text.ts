import { sayWay } from '../../../domain/cases/case-key.ts'
import { EVENTS, type EventType } from '../../../domain/cases/events.ts'
import type { Names } from '../../../domain/cases/moves/event.ts'

export type { Names }

/** An event's text in the timeline, with the route a resident's act came by. */
export function eventText(
  { type, data }: { type: EventType; data: Readonly<Record<string, unknown>> },
  names: Names,
): string {
  const way = sayWay(data)
  return `${EVENTS[type].officeLine(data, names)}${way && `（${way}）`}`
}
