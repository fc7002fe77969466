/**
 * Other ways to say a word of the office's table: people in danger seldom use the word that a table lists. 「娃儿滑到堰塘头了」
 * counts as 溺水 and leads to the row with that word; an office without the word has no use for the wording.
 */
export interface Wording {
  /** The words it stands for; the first that the table has. */
  as: readonly string[]
  /** One of these must occur before the pattern is tried at all: most messages have none. */
  sparks: readonly string[]
  /** Searched in the normalised text. */
  says: RegExp
}

/**
 * One wording: words and sparks separated by blanks, and the patterns, of which one must occur. A pattern is a regular
 * expression with three signs more: `~8` stands for up to eight characters of the same clause, `~~8` for as many of the
 * same sentence, and `<who>` for the part of that name. 没 and 了 also stand for their forms in dialects.
 */
export function wording(as: string, sparks: string, patterns: readonly string[]): Wording {
  const source = patterns
    .join('|')
    .replace(/没(?![^[]*\])/g, '(没|[莫木没]得|冇得?)')
    .replace(/了(?![^[]*\])/g, '[了啦咯喽哒嘎噶嘞哩]')
    .replace(/<(\w+)>/g, (_, name: string) => PARTS[name]!)
    .replace(/~~(\d+)/g, '[^。!?;]{0,$1}')
    .replace(/~(\d+)/g, '[^,。!?;]{0,$1}')
    .replaceAll('(?', '\u0000')
    .replaceAll('(', '(?:')
    .replaceAll('\u0000', '(?')
  return { as: as.split(' '), sparks: sparks.split(' ').flatMap(inDialect), says: new RegExp(source, 'g') }
}

/** 没反应, 冇反应, 莫得反应. */
const inDialect = (spark: string): string[] =>
  spark.includes('没')
    ? [spark, ...['冇', '莫得', '没得', '冇得'].map(no => spark.replace(/没有?/, no))]
    : [spark]

const RELATIVES =
  '父亲|母亲|爸|妈|爹|娘(?!家)|爷|奶(?!粉|茶|牛)|公公|婆|叔|伯|姨|姑|舅|哥|姐|弟|妹|老公|老婆|媳妇|堂客|男人|丈夫|妻子|儿子|女儿|闺女|侄|甥|嫂|婶|岳|孙|娃|孩|宝宝|婴|崽|伢|囡|妹子'
const PEOPLE =
  '学生|同学|朋友|邻居|老人|老头|老太|大爷|大妈|老汉|小伙|男的|女的|(?<![没无别本证])人(?![民家口大事均工行社力们])|家人|司机|师傅|工人|孕妇|流浪汉|口子|他|她'

const PARTS: Record<string, string> = {
  /** A human being, not what is theirs. */
  who: `(?:${RELATIVES}|${PEOPLE}|我|俺|咱|额)(?![的们]|家的|家里)`,
  /** Somebody one misses. */
  kin: `(?:${RELATIVES}|老人|老头|老太|男孩|女孩|学生|同学|老伴|姥|外公|[\\d一二三四五六七八九十]岁|痴呆|智障|傻子)`,
  /** Some of them. */
  some: '(?:\\d+|[一二两三四五六七八九十几好多]+)(?:个|名|位|口|多|户|对)+',
  /** It is so now. */
  done: '(?:了|起来)',
}
