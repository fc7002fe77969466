/**
 * A stand-in for WeChat: `WeChatStandIn` is its API server, `WeChatResident` the half that posts residents' messages to an
 * account's server URL.
 */
export { type AccountKeys, cardOf, type Delivery, type Letter, textOf, WeChatResident } from './resident.ts'
export { Residents } from './residents.ts'
export { type LogEntry, type StandInOptions, type Trouble, WeChatStandIn } from './server.ts'
