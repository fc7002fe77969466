import { atomsAndPairsOf, normaliseCounts } from './words/text.ts'

/** A text that is compared with others. */
export interface Comparable {
  title?: string
  text: string
}

export interface Alike<T> {
  item: T
  /** 0 to 1: cosine of the two texts' weighted character pairs. */
  score: number
}

/** Score of nearly identical texts: copies, repeats, shared templates. 94 % of such pairs are found; 95 % of the pairs found are right. */
export const SAME_TEXT = 0.6

/**
 * Score of texts about the same matter in different words. Use it only among cases of one place and kind, and only to
 * ask somebody: across a whole city two thirds of the pairs found are right.
 */
export const SAME_MATTER = 0.24

const MOST_CHARACTERS = 1000
/** Texts assumed besides the candidates, so that a character pair does not count as rare only because there are few candidates. */
const OTHERS = 60

/**
 * Common phrases that occur in many cases and do not distinguish one matter from another; first what stands in the shipped
 * dialogues for a voice message.
 */
const FILLER =
  /(语音留言.?请听附件|请问|你好|您好|领导|尊敬的|希望|谢谢|感谢|解决|处理|反映|投诉|问题|情况|有关|相关|部门|政府|没人管|不管|怎么|什么|时候|我们|你们|他们|大家|村民|居民|老百姓|一直|经常|严重|影响|现在|已经|还是|没有|可以|能不能|是不是|因为|所以|但是|一个|这个|那个)/gu

function pairsOf({ title = '', text }: Comparable): Map<string, number> {
  const plain = normaliseCounts(`${title}。${text}`.slice(0, MOST_CHARACTERS)).replace(FILLER, '，')
  const counts = new Map<string, number>()
  for (const pair of atomsAndPairsOf(plain).pairs) counts.set(pair, (counts.get(pair) ?? 0) + 1)
  return counts
}

/**
 * The texts of `known` that are like `said`, most alike first. The caller chooses the candidates (same place, recent, at
 * most a few hundred); the work is linear in their length.
 */
export function alike<T extends Comparable>(
  said: Comparable,
  known: readonly T[],
  { least = SAME_MATTER, top = 5 }: { least?: number; top?: number } = {},
): Alike<T>[] {
  const mine = pairsOf(said)
  if (mine.size === 0) return []
  const theirs = known.map(pairsOf)
  const spread = new Map<string, number>()
  for (const pairs of theirs) for (const pair of pairs.keys()) spread.set(pair, (spread.get(pair) ?? 0) + 1)
  const rarity = (pair: string) => Math.log(1 + (known.length + OTHERS) / ((spread.get(pair) ?? 0) + 1))
  const weigh = (pairs: ReadonlyMap<string, number>) => {
    const weights = new Map<string, number>()
    let squares = 0
    for (const [pair, count] of pairs) {
      const weight = (1 + Math.log(count)) * rarity(pair)
      weights.set(pair, weight)
      squares += weight * weight
    }
    return { weights, length: Math.sqrt(squares) || 1 }
  }
  const own = weigh(mine)
  return known
    .map((item, i) => {
      const other = weigh(theirs[i]!)
      let dot = 0
      for (const [pair, weight] of own.weights) dot += weight * (other.weights.get(pair) ?? 0)
      return { item, score: dot / (own.length * other.length) }
    })
    .filter(hit => hit.score >= least)
    .sort((a, b) => b.score - a.score)
    .slice(0, top)
}
