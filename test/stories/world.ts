import type { CallResult, GuideMatch, Routing, World } from '../../src/flow/mod.ts'
import { mattersIn, placeIn, sinceIn, summaryOf } from '../../src/search/mod.ts'

/** A small office for stories, and plain stand-ins for search and routing: what they know can be read here. */

const GUIDES = [
  { id: 'dibao', title: '申请低保', words: ['低保'] },
  { id: 'jiaoyu', title: '办理居住证', words: ['居住证'] },
  { id: 'yibao-card', title: '补办医保卡', words: ['医保卡', '医保'] },
  { id: 'yibao-claim', title: '医保报销', words: ['医保报销', '报销', '医保'] },
]

const EMERGENCIES = [
  { words: ['着火', '起火'], name: '火警', phone: '119' },
  { words: ['晕倒', '流血', '受伤'], name: '急救', phone: '120' },
  {
    words: ['不想活'],
    name: '心理援助热线',
    phone: '12356',
    say: '听到您这么说，我们很担心您。请现在就打 12356。',
  },
]

const COMPLAINT = ['没人管', '坏了', '太臭', '投诉', '不处理', '噪音', '堵了', '停水']

export function findGuides(text: string): GuideMatch {
  const hits = GUIDES.map(g => ({
    id: g.id,
    title: g.title,
    score: Math.max(0, ...g.words.map(w => (text.includes(w) ? w.length : 0))),
  }))
    .filter(hit => hit.score > 0)
    .sort((a, b) => b.score - a.score)
  const [best, second] = hits
  if (!best) return { decision: 'none', hits: [] }
  return { decision: second && second.score === best.score ? 'clarify' : 'answer', hits }
}

export function classify(text: string): Routing {
  const emergency = EMERGENCIES.find(e => e.words.some(word => text.includes(word)))
  if (emergency)
    return {
      intent: 'emergency',
      score: 1,
      emergency: {
        name: emergency.name,
        phone: emergency.phone,
        ...('say' in emergency && { say: emergency.say }),
      },
    }
  const number = /\d{4}-\d{5}-\d/.exec(text.normalize('NFKC'))?.[0]
  if (number) return { intent: 'caseNumber', score: 1, caseNumber: number }
  if (COMPLAINT.some(word => text.includes(word))) return { intent: 'case', score: 0.9, kind: 'complaint' }
  if (text.startsWith('建议')) return { intent: 'case', score: 0.9, kind: 'suggestion' }
  if (/谢谢|感谢/.test(text)) return { intent: 'thanks', score: 0.9 }
  if (/废物|骗子/.test(text)) return { intent: 'abuse', score: 0.9 }
  if (/^(你好|您好|在吗)/.test(text)) return { intent: 'smallTalk', score: 0.9 }
  const { decision, hits } = findGuides(text)
  if (decision === 'answer') return { intent: 'guide', score: 0.8, kind: 'inquiry', guides: hits.slice(0, 1) }
  if (decision === 'clarify') return { intent: 'candidates', score: 0.6, kind: 'inquiry', guides: hits }
  if (/[?？吗]|怎么|多少/.test(text)) return { intent: 'inquiry', score: 0.7, kind: 'inquiry' }
  return [...text].length >= 10 && /\p{Script=Han}/u.test(text)
    ? { intent: 'which', score: 0.4, kind: 'complaint' }
    : { intent: 'other', score: 0.2 }
}

export function world(now: Date, contact: Partial<World['contact']> = {}): World {
  return {
    office: {
      name: '青禾镇人民政府',
      botName: '回音',
      phone: '0000-8810000',
      areas: [
        { id: 'town', name: '镇区社区', aliases: ['镇上', '街上'] },
        { id: 'dongshan', name: '东山村', aliases: ['东山'] },
        { id: 'xihe', name: '西河村', aliases: ['西河'] },
        { id: 'shiqiao', name: '石桥村', aliases: ['石桥'] },
      ],
      categories: [
        { id: 'road', name: '道路交通' },
        { id: 'other', name: '其他' },
      ],
      hours: '工作日 8:30–12:00，14:00–17:30',
    },
    contact: { isNew: false, openCases: 0, ...contact },
    findGuides,
    classify,
    emergencyIn: text => classify(text).emergency,
    complains: text => classify(text).intent === 'case',
    mattersIn,
    placeIn,
    sinceIn,
    summaryOf,
    now,
  }
}

const CASE = {
  number: '2026-00017-1',
  kindName: '投诉',
  title: '小学门口路灯坏了',
  statusText: '办理中，由规划建设办公室办理',
  receivedOn: '11 月 23 日',
  replyDueOn: '12 月 2 日',
  can: 'wait',
}

const SECTIONS: Record<string, string> = {
  materials: '要带：身份证原件、户口簿原件、收入证明。',
  steps: '先到村里申请，再由镇里入户核实，公示后审批。',
  time_fee: '30 个工作日内办完，不收费。',
  where: '便民服务中心 3 号窗口，电话 0000-8810003。',
}

/** What the shell would answer, unless a story says otherwise. */
export const DEFAULT_RESULTS: Record<string, (args: Record<string, unknown>) => CallResult> = {
  open_case: () => ({
    outcome: 'ok',
    vars: {
      number: '2026-00017-1',
      replyDueOn: '12 月 2 日',
      explanation: '11 月 23 日收到，第二天起算 7 个工作日，周末不算。',
      trackingUrl: 'https://qinghe.example/c/2026-00017-1',
    },
  }),
  find_similar: () => ({ outcome: 'none' }),
  follow_case: () => DEFAULT_RESULTS['open_case']!({}),
  learn_wording: () => ({ outcome: 'ok' }),
  set_locale: () => ({ outcome: 'ok' }),
  find_case: args => ({
    outcome: 'one',
    vars: { ...CASE, ...(args['number'] ? { number: args['number'] } : {}) },
  }),
  case_status: () => ({ outcome: 'ok', vars: CASE }),
  case_in_ledger: () => ({
    outcome: 'ok',
    vars: {
      standing: '算进去了：第 49 周应答复，还没到期。',
      recordedTo: '11 月 23 日',
      trackingUrl: 'https://qinghe.example/c/2026-00017-1',
    },
  }),
  rate_case: args => ({ outcome: 'ok', vars: { number: args['number'] } }),
  supplement_case: args => ({ outcome: 'ok', vars: { number: args['number'] } }),
  urge_case: args => ({ outcome: 'ok', vars: { number: args['number'], replyDueOn: '12 月 2 日' } }),
  reopen_case: args => ({ outcome: 'ok', vars: { number: args['number'], replyDueOn: '12 月 10 日' } }),
  confirm_act: args => ({ outcome: 'ok', vars: { number: args['number'] } }),
  withdraw_case: args => ({ outcome: 'ok', vars: { number: args['number'] } }),
  show_guide: args => {
    const guide = GUIDES.find(g => g.id === args['id'])
    if (!guide) return { outcome: 'not_found' }
    const section = args['section']
    const text =
      typeof section === 'string'
        ? SECTIONS[section]
        : `${guide.title}：在便民服务中心办，带身份证和户口簿，不收费。`
    return { outcome: 'ok', vars: { text, title: guide.title } }
  },
  search_guides: args => {
    const found = findGuides(String(args['text']))
    if (found.decision === 'answer')
      return { outcome: 'answer', vars: { id: found.hits[0]!.id, title: found.hits[0]!.title } }
    if (found.decision === 'none') return { outcome: 'none' }
    return {
      outcome: 'clarify',
      vars: { list: found.hits.slice(0, 3).map(h => ({ value: h.id, label: h.title })) },
    }
  },
  search_replies: args =>
    String(args['text']).includes('水塔')
      ? {
          outcome: 'found',
          vars: {
            earlierQuestion: '水塔什么时候清洗？',
            earlierReply: '每年 4 月和 10 月各清洗一次，提前三天在村里贴通知。',
            earlierOn: '2026 年 10 月 12 日',
            earlierUrl: 'https://qinghe.example/public/replies/7',
          },
        }
      : { outcome: 'none' },
  hand_over: () => ({ outcome: 'ok' }),
  attach_late: () => ({ outcome: 'none' }),
}
