import { type DestinationStream, type Logger, pino } from 'pino'
import { loggedError } from '../domain/base/logged-error.ts'

/** The log of this process: JSON lines, in which errors are shown without the values that they quote. */
export const makeLog = (level: string, to?: DestinationStream): Logger =>
  pino({ level, base: null, serializers: { err: error => loggedError(error) } }, to ?? pino.destination(1))
