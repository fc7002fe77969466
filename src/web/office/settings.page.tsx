import type { FileProblem } from '../../domain/base/yaml-file.ts'
import type { Content } from '../../usecases/base/context.ts'
import type { JobState } from '../../usecases/base/job-states.ts'
import type { BackupState } from '../../usecases/office/backup/last-backup.ts'
import { Csrf, type Desk, DeskLayout } from '../shell/parts/desk-layout.tsx'
import { sayTime } from '../shell/parts/time-left.tsx'
import { BackupSection } from './backup-state.tsx'
import { JobsTable } from './jobs-table.tsx'

interface NoticeRow {
  code: string
  detail: string
  firstAt: Date
  lastAt: Date
  count: number
}

/** The loaded content of the office, current problems of its files, and notices for admins. */
export function SettingsPage({
  desk,
  content,
  problems,
  notices,
  jobs,
  missed,
  backups,
  channels,
  now,
  notice,
  problem,
  reloads = false,
}: {
  desk: Desk
  content: Content
  problems: readonly FileProblem[]
  notices: readonly NoticeRow[]
  jobs: readonly JobState[]
  /** What residents asked in the last week and the bot did not understand. */
  missed: { count: number; more: boolean }
  backups: BackupState
  channels: { wechat: 'off' | 'plain' | 'safe'; telegram: boolean; mail: boolean }
  now: Date
  notice?: string | undefined
  problem?: string
  /** This officer may reload the files. */
  reloads?: boolean
}) {
  const { office } = content
  const unchecked = [...content.guides.values()].filter(g => !g.checked).length
  const on = (yes: boolean) => (yes ? '已接入' : '没有接入')
  return (
    <DeskLayout desk={desk} title="设置" place="settings" notice={notice} problem={problem}>
      <div class="sheet wide">
        <h1>设置</h1>
        <section aria-labelledby="notices">
          <h2 id="notices">要处理的事</h2>
          {channels.wechat === 'plain' && (
            <p class="problem" role="alert">
              微信现在是明文模式，不安全：消息不加密，别人截到一次请求就可能冒充群众发消息。请在公众号后台的“服务器配置”里选“安全模式”，
              把 EncodingAESKey 填入 WECHAT_AES_KEY，再重启。
            </p>
          )}
          {missed.count > 0 && (
            <p>
              最近 7 天有 {missed.count} {missed.more && '多'}句话没听懂。
              <a href="/desk/first-messages/missed">看看要不要加到指南里</a>
            </p>
          )}
          {notices.length === 0 ? (
            <p class="hint">没有。</p>
          ) : (
            <ul class="rows">
              {notices.map(n => (
                <li key={n.code}>
                  <span>
                    {n.detail}
                    <small>
                      {sayTime(n.firstAt.toISOString(), now)} 起，共 {n.count} 次，最近{' '}
                      {sayTime(n.lastAt.toISOString(), now)}
                    </small>
                  </span>
                  {desk.officer.role === 'admin' && (
                    <form method="post" action={`/desk/settings/notices/${encodeURIComponent(n.code)}/clear`}>
                      <Csrf desk={desk} />
                      <button type="submit">处理好了</button>
                    </form>
                  )}
                </li>
              ))}
            </ul>
          )}
        </section>
        <BackupSection state={backups} now={now} />
        <JobsTable jobs={jobs} now={now} />
        <section aria-labelledby="files">
          <h2 id="files">内容文件</h2>
          {problems.length === 0 ? (
            <p>没有问题。现在用的是 {sayTime(content.loadedAt.toISOString(), now)} 读入的内容。</p>
          ) : (
            <>
              <p>有 {problems.length} 处要看。有错的文件没有读入，现在用的还是原来的内容。</p>
              <ul class="rows">
                {problems.map(p => (
                  <li key={`${p.file}:${p.line}:${p.message}`}>
                    <span>
                      <b>{p.severity === 'error' ? '错误' : '提醒'}</b> {p.message}
                      {p.suggestion}
                      <small class="number">
                        {p.file} 第 {p.line} 行
                      </small>
                    </span>
                  </li>
                ))}
              </ul>
            </>
          )}
          {reloads && (
            <form method="post" action="/desk/settings/reload" data-once>
              <Csrf desk={desk} />
              <button type="submit">重新读取文件</button>
              <p class="hint">改过 office.yaml、日历、指南或对话以后点这里。文件有错就不换。</p>
            </form>
          )}
        </section>
        <section aria-labelledby="loaded">
          <h2 id="loaded">现在的内容</h2>
          <dl class="facts">
            <Row name="单位">
              {office.name}，{office.phone}，{office.address}
            </Row>
            <Row name="办公时间">{office.hours.map(h => `${h.from}–${h.to}`).join('，')}</Row>
            <Row name="承办单位">
              {office.departments.length} 个：{office.departments.map(d => d.name).join('、')}
            </Row>
            <Row name="村（社区）">
              {office.areas.length} 个：{office.areas.map(a => a.name).join('、')}
            </Row>
            <Row name="类别">
              {office.categories.length} 类：{office.categories.map(c => c.name).join('、')}
            </Row>
            <Row name="办事指南">
              {content.guides.size} 项{unchecked > 0 && `，其中 ${unchecked} 项还是没核对过的样例`}
            </Row>
            <Row name="学到的说法">
              <a href="/desk/wordings">看群众怎么说，定要不要采纳</a>，
              <a href="/desk/first-messages">群众的第一句话该怎么办</a>
            </Row>
            <Row name="对话">
              {content.flows
                .map(f => (typeof f.name === 'string' ? f.name : (f.name['zh'] ?? f.id)))
                .join('、')}
            </Row>
            <Row name="微信公众号">
              {on(channels.wechat !== 'off')}
              {channels.wechat === 'safe' && '，安全模式'}
              {channels.wechat === 'plain' && '，明文模式，请改成安全模式'}
              {desk.officer.role === 'admin' && (
                <>
                  ，<a href="/desk/qr">村和窗口的二维码</a>
                </>
              )}
            </Row>
            <Row name="Telegram">{on(channels.telegram)}</Row>
            <Row name="邮件">{on(channels.mail)}</Row>
          </dl>
        </section>
      </div>
    </DeskLayout>
  )
}

const Row = ({ name, children }: { name: string; children: import('preact').ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
