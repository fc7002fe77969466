/** The kinds of term that a text is taken apart into. */
export const KINDS = ['words', 'pairs', 'atoms', 'meanings'] as const
export type Kind = (typeof KINDS)[number]
