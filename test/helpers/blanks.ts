/** Texts that look like nothing, or like a speck: what no field for words may take. */
export const BLANKS: readonly string[] = [
  '\u200b',
  '\u00a0\u3000\u2003',
  '\u200c\u200d\u200e\u200f\u2060\ufeff',
  '\u00ad\u034f\u061c\u180e',
  '\u115f\u1160\u3164\uffa0',
  '\u2800\u2800',
  '\ufe0f\u{e0100}\u{e0041}\u{e007f}',
  '\u2028\u2029\u0085\n\t',
  '\u0301\u20e3\u0e31',
  '\u{13441}\u{1d159}\u17b4\u2064',
  '\u0001\u202e\u2066\u2069',
  '。',
  '……！？ ——',
]

/** Words of scripts that are written in China, with the invisible characters that belong to them, and emoji sequences. */
export const WORDS: readonly string[] = [
  '已修好。',
  '龑',
  '𬭊\u{e0100}',
  'Fixed.',
  '3',
  'ᠮᠣᠩᠭᠣᠯ ᠪᠢᠴᠢᠭ᠌ ᠠ᠊᠎ᠠ',
  'བོད་ཡིག',
  'ئۇيغۇرچە\u200f (Uyghurche)',
  'ꆈꌠꉙ',
  'ᥖᥭᥰ ᥖᥬᥳ',
  '修好了👨‍👩‍👧❤️🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}',
]
