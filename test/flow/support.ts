import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type FlowSet, flowSet, parseFlows } from '../../src/flow/mod.ts'
import { ROOT } from '../../src/root.ts'

export const DIALOGUES = join(ROOT, 'flows/dialogues')

export const dialogueFiles = (): { file: string; text: string }[] =>
  readdirSync(DIALOGUES)
    .filter(name => name.endsWith('.yaml'))
    .map(name => ({ file: `flows/dialogues/${name}`, text: readFileSync(join(DIALOGUES, name), 'utf8') }))

/** The dialogues as they are shipped. */
export const shipped = (): FlowSet => flowSet(parseFlows(dialogueFiles()).flows)
