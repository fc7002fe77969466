/** How far an answer is open to the public (政府信息公开条例). */
export const OPENNESS = ['open', 'onRequest', 'closed'] as const
export type Openness = (typeof OPENNESS)[number]

export const OPENNESS_NAMES: Record<Openness, string> = {
  open: '主动公开',
  onRequest: '依申请公开',
  closed: '不予公开',
}
