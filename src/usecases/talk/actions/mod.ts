import { type ActionName, ACTIONS as CONTRACT } from '../../../flow/actions.ts'
import type { Call, CallResult } from '../../../flow/turn.ts'
import { hideIn } from '../../cases/anonymous.ts'
import { findItems } from '../find-items.ts'
import { followItems, unfollowItems } from '../follow-items.ts'
import type { Action, ActionContext, Effects } from './action.ts'
import { attachLate } from './attach-late.ts'
import { caseInLedger } from './case-in-ledger.ts'
import { caseStatus } from './case-status.ts'
import { confirmAct } from './confirm-act.ts'
import { findCase } from './find-case.ts'
import { findSimilarCases } from './find-similar.ts'
import { followCase } from './follow-case.ts'
import { handOver } from './hand-over.ts'
import { hideWriterIn } from './hide-writer.ts'
import { learnWording } from './learn-wording.ts'
import { openCase } from './open-case.ts'
import { rateCase } from './rate-case.ts'
import { reopenCase } from './reopen-case.ts'
import { searchGuides } from './search-guides.ts'
import { searchReplies } from './search-replies.ts'
import { setLocale } from './set-locale.ts'
import { showGuide } from './show-guide.ts'
import { supplementCase } from './supplement-case.ts'
import { urgeCase } from './urge-case.ts'
import { withdrawCase } from './withdraw-case.ts'

/**
 * The actions a dialogue may call: the schema of the arguments, and the implementation. Total: an action added to the
 * contract in flow/actions.ts does not compile without its line here.
 */
const ACTIONS = {
  open_case: { args: CONTRACT.open_case.args, run: openCase },
  find_similar: { args: CONTRACT.find_similar.args, run: findSimilarCases },
  follow_case: { args: CONTRACT.follow_case.args, run: followCase },
  learn_wording: { args: CONTRACT.learn_wording.args, run: learnWording },
  set_locale: { args: CONTRACT.set_locale.args, run: setLocale },
  find_case: { args: CONTRACT.find_case.args, run: findCase },
  case_status: { args: CONTRACT.case_status.args, run: caseStatus },
  case_in_ledger: { args: CONTRACT.case_in_ledger.args, run: caseInLedger },
  rate_case: { args: CONTRACT.rate_case.args, run: rateCase },
  supplement_case: { args: CONTRACT.supplement_case.args, run: supplementCase },
  urge_case: { args: CONTRACT.urge_case.args, run: urgeCase },
  reopen_case: { args: CONTRACT.reopen_case.args, run: reopenCase },
  withdraw_case: { args: CONTRACT.withdraw_case.args, run: withdrawCase },
  confirm_act: { args: CONTRACT.confirm_act.args, run: confirmAct },
  show_guide: { args: CONTRACT.show_guide.args, run: showGuide },
  search_guides: { args: CONTRACT.search_guides.args, run: searchGuides },
  search_replies: { args: CONTRACT.search_replies.args, run: searchReplies },
  hand_over: { args: CONTRACT.hand_over.args, run: handOver },
  find_items: { args: CONTRACT.find_items.args, run: findItems },
  follow_items: { args: CONTRACT.follow_items.args, run: followItems },
  unfollow_items: { args: CONTRACT.unfollow_items.args, run: unfollowItems },
  attach_late: { args: CONTRACT.attach_late.args, run: attachLate },
} as const satisfies { [N in ActionName]: { args: (typeof CONTRACT)[N]['args']; run: Action<N> } }

/** The result of a call for the dialogue, and its other effects. */
export type Performed = Effects & { result: CallResult }

type Run = (acting: ActionContext, args: unknown, key: string) => Performed | Promise<Performed>

/**
 * Performs an action that a flow calls, inside the turn's transaction.
 * @throws ZodError for arguments that the engine would not have let through
 */
export async function perform(acting: ActionContext, { action: name, args, key }: Call): Promise<Performed> {
  const { args: schema, run } = ACTIONS[name as ActionName]
  const hide = await hideWriterIn(acting, args)
  const given = schema.parse(args)
  // The compiler cannot see through the lookup that these arguments belong to this function.
  const { hide: hides = hide, ...done } = await (run as Run)(
    hide ? { ...acting, hide } : acting,
    hide ? hideIn(given, hide) : given,
    key,
  )
  return { ...done, hide: hides }
}
