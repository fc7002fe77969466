/** The public interface of the flow room: dialogues as data, and the pure engine that runs them. */

export { ACTIONS, type Action, type ActionName, actionNamed } from './actions.ts'
export { phoneIn } from './answers/phone.ts'
export { type Flow, type FlowSet, flowSet, type Step, versionOf } from './definition/flow.ts'
export { flowJsonSchema } from './definition/json-schema.ts'
export { parseFlows } from './definition/parse.ts'
export type { Problem } from './definition/problem.ts'
export { localize, MAX_MESSAGE_BYTES } from './definition/texts.ts'
export { ENGINE_FLOWS, type Intent, JUDGED_EVENT, UNCLEAR_EVENT } from './engine/first-contact.ts'
export { CARRIED_EVENT } from './engine/loop.ts'
export { isUnderWay, mayBeAnonymous, mayGoOn, openQuestion, settle, versionsOf } from './engine/shell.ts'
export { amendWords, answerCall, type BeginOptions, begin, fireTimer, resume } from './engine/turns.ts'
export { graph } from './graph.ts'
export { LIMITS } from './limits.ts'
export { joined as joinMessages } from './state/render.ts'
export {
  type Line as StoryLine,
  readable as readableArgs,
  readStory,
  type Says,
  STORY_POINT,
  type Story,
  storySchema,
  tell,
} from './story.ts'
export type { Call, CallResult, GuideMatch, Input, Routing, Session, Turn, World } from './turn.ts'
export { PHRASES as ENGINE_TEXTS, phrase as enginePhrase } from './words/phrases.ts'
export { onlySteers } from './words/words.ts'
