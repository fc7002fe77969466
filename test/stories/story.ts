import type { FlowSet } from '../../src/flow/mod.ts'
import { type Story, type ToldStory, tell as tellOn } from '../../src/flow/story.ts'
import { DEFAULT_RESULTS, world } from './world.ts'

export { type Line, readStory, type Story, storySchema, type ToldStory } from '../../src/flow/story.ts'

/** Tells a story in the small office of the tests. */
export const tell = (story: Story, flows: FlowSet): ToldStory =>
  tellOn(story, { flows, world, result: call => DEFAULT_RESULTS[call.action]!(call.args) })
