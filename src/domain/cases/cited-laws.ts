/** Laws and rules that a text cites between 《 and 》. */

const CITED = /《([^《》]{2,80})》/gu

/** `中华人民共和国土地管理法（2019 年修正）` and `土地管理法` are one law. */
export const lawName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/[\s《》〈〉]/gu, '')
    .replace(/\([^()]*\)$/u, '')
    .replace(/^中华人民共和国(?=.)/u, '')

/** The names of the laws in a text, each once. */
export const citedLaws = (text: string): string[] => [
  ...new Set([...text.matchAll(CITED)].map(([, name]) => lawName(name!)).filter(name => name !== '')),
]
