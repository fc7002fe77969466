/** The kinds of term into which a text is split. */
export const KINDS = ['words', 'pairs', 'atoms', 'meanings'] as const
export type Kind = (typeof KINDS)[number]
