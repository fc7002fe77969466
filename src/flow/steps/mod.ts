import type { Step } from '../definition/flow.ts'
import { ask } from './ask.ts'
import { branch } from './branch.ts'
import { call } from './call.ts'
import { confirm } from './confirm.ts'
import { end } from './end.ts'
import { flow } from './flow.ts'
import { guide } from './guide.ts'
import { say } from './say.ts'
import type { Runner } from './step.ts'
import { take } from './take.ts'

/** The implementation of each type of step. */
const RUNNERS: { [T in Step['type']]: Runner<Extract<Step, { type: T }>> } = {
  say,
  ask,
  confirm,
  branch,
  call,
  flow,
  guide,
  take,
  end,
}

/** The implementation of a step. The table guarantees that they match. */
export const runnerOf = (step: Step): Runner<Step> => RUNNERS[step.type] as unknown as Runner<Step>
