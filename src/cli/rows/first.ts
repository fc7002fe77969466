import { z } from 'zod'
import type { Intent, Routing } from '../../domain/talk/routing.ts'
import { loadContent } from '../../usecases/office/load-content.ts'
import { say } from '../say.ts'
import { officeDirHere } from '../settings.ts'
import { readJsonl } from './jsonl.ts'

const row = z.object({ id: z.string(), text: z.string() })

/** The ways as this command names them, which other programs read. */
const WAY_OF: Readonly<Record<Intent, string>> = {
  emergency: 'emergency',
  caseNumber: 'own_case',
  ownCase: 'own_case',
  guide: 'guide',
  candidates: 'candidates',
  inquiry: 'inquiry',
  case: 'case',
  report: 'report',
  which: 'which',
  smallTalk: 'smalltalk',
  thanks: 'smalltalk',
  abuse: 'smalltalk',
  other: 'which',
}

/** `huiyin first`: how each text would be judged as a first message to this office, one line each. */
export async function first(options: { input: string; json?: true }): Promise<void> {
  const { content } = await loadContent(officeDirHere(), new Date())
  for (const { id, text } of await readJsonl(options.input, row, '{id, text}')) {
    const begun = performance.now()
    const routing = content.classify(text)
    const ms = Math.round((performance.now() - begun) * 100) / 100
    say(options.json ? JSON.stringify({ id, ...judged(routing), ms }) : `${id}  ${inWords(routing)}`)
  }
}

/** Where no probabilities were weighed, a rule was sure. */
function judged({ intent, score, kind, guides, aims }: Routing) {
  const way = WAY_OF[intent]
  return {
    way,
    ...(way === 'case' && { kind }),
    ...(guides && guides.length > 0 && { guides: guides.map(guide => guide.id) }),
    probabilities: aims ?? { [way]: score },
  }
}

const inWords = ({ intent, score, guides = [] }: Routing): string =>
  [WAY_OF[intent], score.toFixed(2), ...guides.map(guide => guide.title)].join('  ')
