/**
 * Why something is not published: the cases of 《政府信息公开条例》 art. 14–16. An officer picks one; nothing is kept back without.
 */
export const LEGAL_REASONS = {
  secret: { name: '涉及国家秘密', article: '《政府信息公开条例》第十四条', of: 'closed' },
  forbidden: { name: '法律、行政法规禁止公开', article: '《政府信息公开条例》第十四条', of: 'closed' },
  security: {
    name: '公开后可能危及国家安全、公共安全、经济安全、社会稳定',
    article: '《政府信息公开条例》第十四条',
    of: 'closed',
  },
  'third-party': {
    name: '商业秘密、个人隐私，公开会损害第三方',
    article: '《政府信息公开条例》第十五条',
    of: 'closed',
  },
  internal: {
    name: '人事、后勤、内部流程等内部事务',
    article: '《政府信息公开条例》第十六条第一款',
    of: 'closed',
  },
  process: {
    name: '讨论记录、过程稿、请示报告等过程性信息',
    article: '《政府信息公开条例》第十六条第二款',
    of: 'closed',
  },
  'not-listed': {
    name: '不在主动公开范围，有人申请再提供',
    article: '《政府信息公开条例》第二十七条',
    of: 'onRequest',
  },
} as const satisfies Record<string, { name: string; article: string; of: 'closed' | 'onRequest' }>

export type LegalReason = keyof typeof LEGAL_REASONS
export const LEGAL_REASON_IDS = Object.keys(LEGAL_REASONS) as [LegalReason, ...LegalReason[]]
