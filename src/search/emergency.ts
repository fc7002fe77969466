import type { Office } from '../domain/office/office.ts'
import type { Emergency } from '../domain/talk/routing.ts'
import { PhraseFinder } from './words/phrase-finder.ts'
import { normalise } from './words/text.ts'

/** Whoever mentions suicide gets this number, whatever else the sentence says. */
const NEVER_DOUBTED: ReadonlySet<string> = new Set(['12356'])

/**
 * Finds whom to call, by the office's table of words: the first row with a word in the text, judged by the first such
 * word. It reads the whole text, because danger may stand at the very end of a long message. A question about the past or
 * about a rule is no emergency.
 */
export function emergencyFinder(table: Office['emergency']): (text: string) => Emergency | undefined {
  const words = table.flatMap(row => row.words)
  const rowOf = table.flatMap((row, number) => row.words.map(() => number))
  const finder = new PhraseFinder(words)
  return text => {
    const plain = normalise(text)
    const found = [...finder.numbersIn(plain)].sort((a, b) => a - b)
    let judged = -1
    for (const number of found) {
      const rowNumber = rowOf[number]!
      if (rowNumber === judged) continue
      judged = rowNumber
      const { name, phone, say } = table[rowNumber]!
      if (NEVER_DOUBTED.has(phone) || !isHypothetical(plain, words[number]!))
        return { name, phone, ...(say !== undefined && { say }) }
    }
    return undefined
  }
}

/** Whether the danger is over, feared or part of a rule: 「家里着火了房子烧了，怎么申请救助」 asks for money; the fire is out. */
function isHypothetical(plain: string, word: string): boolean {
  const at = plain.indexOf(word)
  const before = plain.slice(Math.max(0, at - 8), at)
  const after = plain.slice(at + word.length, at + word.length + 6)
  const past =
    /(去年|前年|上个?月|上周|前几天|之前|以前|曾经|如果|万一|防|避免|怕|担心|容易|可能|经常|总是|老是)/.test(
      before,
    )
  const feared = /^的?(危险|隐患|风险|事故)/.test(after)
  return (
    past ||
    feared ||
    /(认定|赔偿|报销|鉴定|补助|救助|工伤|理赔).{0,12}(怎么|如何|申请|吗|多少|材料)/.test(plain)
  )
}
