export const schemaText: (root: string) => string
