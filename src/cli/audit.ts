import { type AuditAnchor, anchorIn, anchorText } from '../domain/people/audit-chain.ts'
import { ownAnchors, readAnchors } from '../store/people/audit-anchors.ts'
import { auditHead } from '../store/people/audit-chain.ts'
import { type AuditReport, verifyAudit } from '../usecases/people/verify-audit.ts'
import { CommandFailure } from './failure.ts'
import { withContext } from './open-context.ts'
import { say, sayJson } from './say.ts'
import { settingsOfExisting } from './settings.ts'

interface VerifyOptions {
  anchors?: string
  anchor: string[]
  json?: true
}

/** `huiyin audit verify`: exit code 1 when the audit log does not hold together. */
export async function verifyLog(options: VerifyOptions): Promise<void> {
  const given = [...options.anchor.map(anchorFrom), ...(await anchorsIn(options.anchors))]
  await withContext(settingsOfExisting(), async ctx => {
    const report = await verifyAudit(ctx, [...(await ownAnchors(ctx.config.dataDir)), ...given])
    if (options.json) sayJson({ ...report, head: report.head && anchorText(report.head) })
    else sayReport(report)
    if (!report.ok) process.exitCode = 1
  })
}

function anchorFrom(text: string): AuditAnchor {
  const anchor = anchorIn(text)
  if (anchor) return anchor
  throw new CommandFailure(`--anchor 要写成 条数:链头，例如 1280:Yx…（共 43 个字符）。读不懂的是：${text}`)
}

async function anchorsIn(file: string | undefined): Promise<AuditAnchor[]> {
  if (file === undefined) return []
  const anchors = await readAnchors(file).catch(() => {
    throw new CommandFailure(`读不了这个文件：${file}`)
  })
  if (anchors.length === 0) throw new CommandFailure(`这个文件里没有链头：${file}`)
  return anchors
}

function sayReport({ ok, fault, entries, head, anchors, waiting }: AuditReport): void {
  if (ok) {
    say(`操作记录共 ${entries} 条，没有改过、删过、插过、换过次序。比对了 ${anchors} 个另外记下的链头。`)
    if (anchors === 0) say('还没有另外记下的链头，所以看不出整段改写和截掉的末尾。服务每天夜里会记一个。')
    if (waiting) say('有更早的记录还没有进链，今晚会补上。')
  } else {
    say('操作记录被人动过。')
    say(`${fault!.position === null ? '' : `第 ${fault!.position} 条：`}${fault!.why}。`)
    if (fault!.byAnchor)
      say(
        '如果刚从较早的备份恢复过，就是这个样子：请把数据目录里的 audit-heads.jsonl 移到别处留着，从现在重新记。',
      )
  }
  if (head) say(`链头：${anchorText(head)}`)
}

/** `huiyin audit head`: the end of the chain now. */
export const head = ({ json }: { json?: true }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    const now = await auditHead(ctx.db.read)
    if (!now) throw new CommandFailure('还没有操作记录。')
    if (json) sayJson({ size: now.size, hash: now.hash })
    else say(anchorText(now))
  })
