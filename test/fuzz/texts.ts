import fc from 'fast-check'
import { COMMANDS } from '../helpers/commands.ts'

/** Words that mean something to the dialogues, to a search or to a program that reads carelessly. */
const WORDS = [
  ...COMMANDS,
  '匿名',
  '确定撤回',
  '催办',
  '撤回',
  '补充',
  '不满意',
  '满意',
  '还是没解决',
  '村口的路灯坏了半个月，晚上看不见路',
  '东山村',
  '村口小卖部旁',
  '低保怎么办？',
  '医保怎么弄',
  '着火了',
  '13800000000',
  '2026-00001-1',
  '2026-00001',
  '地点改成幸福路',
  '两件事：一、路灯坏了。二、垃圾没人收。',
  '😀',
  '\u200b',
  '\u202e',
  '\0',
  '\ud800',
  '{{office.phone}}',
  '__proto__',
  'constructor',
  '=1+1',
  "' OR 1=1--",
  '<script>1</script>',
  '%00',
  '%',
  '../../etc/passwd',
  '\r\nSet-Cookie: a=b',
  'NaN',
  'null',
  '-0',
  '1e309',
] as const

/** A text as residents, careless programs and attackers write it. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...WORDS), { maxLength: 5 }).map(words => words.join('，')),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 12_000 }).map(n => '长'.repeat(n)) },
)

/** Without lone surrogates, which neither an address nor UTF-8 can hold. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd')
