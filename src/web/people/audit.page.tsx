import type { listAudit } from '../../usecases/people/list-audit.ts'
import { type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { Older } from '../shell/parts/older.tsx'
import { Scroll } from '../shell/parts/scroll.tsx'
import { TableHead } from '../shell/parts/tables.tsx'
import { Time } from '../shell/parts/time-left.tsx'

type AuditProps = Awaited<ReturnType<typeof listAudit>> & {
  desk: Desk
  now: Date
  /** The filter in the URL. */
  filter: Readonly<Record<string, string>>
}

/** What each entry means. An unknown action is shown as it is. */
export const ACTIONS: Readonly<Record<string, string>> = {
  sign_in: '登录',
  sign_in_failed: '登录失败',
  sign_out: '退出',
  session_revoked: '结束了一处登录',
  sessions_revoked: '结束了别人的全部登录',
  password_changed: '改密码',
  link_created: '给出改密码的链接',
  officer_added: '添加人员',
  officer_disabled: '停用人员',
  officer_enabled: '启用人员',
  token_created: '发令牌',
  token_revoked: '停用令牌',
  factor_on: '开启两步登录',
  factor_off: '关掉两步登录',
  factor_reset: '重置别人的两步登录',
  factor_codes: '换了一套恢复码',
  factor_passed: '验证码正确',
  factor_failed: '密码对，验证码不对',
  factor_recovery: '用了一个恢复码',
  chat_code: '取了绑定聊天的码',
  chat_linked: '绑定了聊天',
  chat_unlinked: '聊天解除绑定（对方取消关注）',
  legal_hold_set: '保全诉求',
  legal_hold_lifted: '解除保全',
  cases_erased: '清除到期内容',
  mailbox_set: '填了收提醒的邮箱',
  mailbox_confirmed: '确认了收提醒的邮箱',
  way_removed: '去掉一种提醒方式',
  repro: '导出对话',
  token_confirmed: '确认了自己的令牌',
  approved_after_reset: '密码被重置后一周内审核通过',
  case_seen: '看了诉求件',
  attachment_seen: '看了附件',
  conversation_seen: '看了对话',
  audit_seen: '看了操作记录',
  searched: '搜索',
  exported: '下载',
  refused: '想看或想办，没有权限',
  reply_confirmed: '确认一份公开的答复有效',
  reply_retired: '停用了一份公开的答复',
  reply_restored: '恢复了一份公开的答复',
  reply_covered: '给公开的答复记了办事指南',
  reply_drafted: '由公开的答复做了指南草稿',
  wording_accepted: '采纳了一种说法',
  wording_refused: '没有采纳一种说法',
  words_learned: '定了一句话该怎么办',
  words_dismissed: '标了一句话没有用',
  personal_data_seen: '看了群众的姓名和电话',
  case_code_issued: '给群众发了查询码',
  case_code_revoked: '作废了一个查询码',
  contact_blocked: '暂停了一位群众的对话',
  contact_unblocked: '恢复了一位群众的对话',
  block_upheld: '看了申诉，维持暂停',
  mark_lifted: '撤销了电子监察的一条',
  visit_recorded: '写了明查暗访',
  visit_answered: '答复了明查暗访',
  visit_sent_back: '退回了明查暗访的答复',
  visit_settled: '了结了明查暗访',
  visit_published: '公开了明查暗访',
  visit_hidden: '不再公开明查暗访',
  audit_opened: '操作记录开始成链，以前的也接了进来',
  audit_erased: '清除了到期的网络地址和说明',
  all_exported: '导出了全部数据',
  resident_exported: '按群众要求导出了本人的数据',
  key_changed: '换了密钥，内容全部重新加密',
}

export function AuditPage({ desk, now, filter, entries, next, head }: AuditProps) {
  const address = (more: Record<string, string>) =>
    `/desk/audit?${new URLSearchParams({ ...filter, ...more })}`
  return (
    <DeskLayout desk={desk} title="操作记录" place="audit">
      <h1>操作记录</h1>
      <form class="audit-filter" action="/desk/audit" method="get">
        <label>
          登录名
          <input name="login" value={filter['login'] ?? ''} maxLength={32} />
        </label>
        <label>
          做了什么
          <select name="action">
            <option value="">全部</option>
            {Object.entries(ACTIONS).map(([id, name]) => (
              <option key={id} value={id} selected={filter['action'] === id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          对象（编号、登录名）
          <input name="target" value={filter['target'] ?? ''} maxLength={120} />
        </label>
        <label>
          从
          <input type="date" name="from" value={filter['from'] ?? ''} />
        </label>
        <label>
          到
          <input type="date" name="to" value={filter['to'] ?? ''} />
        </label>
        <button type="submit">筛选</button>
        {Object.keys(filter).length > 0 && <a href="/desk/audit">看全部</a>}
      </form>
      {entries.length === 0 ? (
        <p class="empty">没有记录。</p>
      ) : (
        <Scroll label="操作记录">
          <table class="results people">
            <TableHead titles={['时间', '谁', '做了什么', '对象', '来自']} />
            <tbody>
              {entries.map(e => (
                <tr key={e.id}>
                  <td>
                    <Time iso={e.at} now={now} />
                  </td>
                  <td>
                    {e.officer ? `${e.officer.name}（${e.officer.login}）` : e.address ? '不明' : '命令行'}
                  </td>
                  <td data-name="做了什么">{ACTIONS[e.action] ?? e.action}</td>
                  <td data-name={e.target || e.detail ? '对象' : undefined}>
                    {[e.target, e.detail].filter(Boolean).join('，')}
                  </td>
                  <td data-name={e.address ? '来自' : undefined}>{e.address}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      <Older href={next === null ? null : address({ before: String(next) })} />
      {head !== null && (
        <p class="hint">
          现在的链头：<code>{head}</code>
          。每条记录都和前面的连着，改一条、删一条都查得出来。请不时把链头抄下来放在别处，以后用 huiyin audit
          verify --anchor 核对。
        </p>
      )}
    </DeskLayout>
  )
}
