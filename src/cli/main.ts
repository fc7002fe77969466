#!/usr/bin/env node
import { Command, Option } from 'commander'
import {
  DEFAULT_SCOPES,
  SCOPES,
  TOKEN_DAYS,
  TOKEN_DAYS_MAX,
  TOKEN_SCOPES,
} from '../domain/people/token-scopes.ts'
import { versionOfHuiyin } from '../root.ts'
import { printFailure } from './failure.ts'
import { HELP_WORDS, sayUsageError, unknownCommand } from './words.ts'

/**
 * The `huiyin` command. This file only declares the commands; each command's code is loaded when it runs, so that
 * `--help` is quick.
 */

// Files that this program writes are readable by their owner only: databases, photos, exports of cases.
process.umask(0o077)

const program = new Command('huiyin')
  .description('回音：件件有回音的镇街诉求服务')
  .version(versionOfHuiyin(), '-V, --version', '显示版本')
  .helpOption('-h, --help', '显示帮助')
  .helpCommand(false)
  .showHelpAfterError('（加 --help 看用法）')
  .configureHelp(HELP_WORDS)
  .configureOutput({ outputError: (message, write) => write(sayUsageError(message)) })

const json = () => new Option('--json', '输出 JSON')
const yes = () => new Option('--yes', '不再问，直接做')
const group = (name: string, about: string) =>
  program.command(name).description(about).helpOption('-h, --help', '显示帮助').helpCommand(false)

program
  .command('serve')
  .description('启动服务')
  .action(async () => (await import('./serve.ts')).serve())

program
  .command('demo')
  .description('用样例单位和八周样例数据启动，数据放在临时目录，停止后删除')
  .addOption(new Option('--port <端口>', '监听端口').env('PORT').default('3000'))
  .option('--no-phone', '不开演示用的公众号和手机')
  .addOption(json())
  .action(async options => (await import('./demo.ts')).demo(options))

program
  .command('hold')
  .description('保全一件诉求：到期也不清除内容；--lift 解除')
  .argument('<编号>')
  .requiredOption('--officer <登录名>', '谁保全：领导或管理员')
  .requiredOption('--reason <原因>', '为什么，记入审计')
  .option('--lift', '解除保全')
  .action(async (number, options) => (await import('./hold.ts')).hold(number, options))

program
  .command('rekey')
  .description('换密钥（SECRET_KEY），所有内容重新加密；先停服务，断了再运行一次就接着换')
  .option('--new-key-file <文件>', '新密钥在这个文件里，- 是标准输入；密钥在设置里时要给，不然自己生成')
  .option('--new-codes', '群众的查询码也全部作废换新')
  .addOption(yes())
  .action(async options => (await import('./keep/rekey.ts')).rekey(options))

program
  .command('chat')
  .description('在终端里和机器人说话；默认用临时数据，不影响正式数据')
  .option('--real', '用 DATA_DIR 里的正式数据')
  .action(async options => (await import('./chat.ts')).chat(options))

program
  .command('ask')
  .description('用办事指南的检索，为每个问题找出最相近的内容，每个问题一行')
  .requiredOption('--corpus <文件>', 'JSONL，每行 {id, title, text}')
  .requiredOption('--questions <文件>', 'JSONL，每行 {qid, question}')
  .option('--top <条数>', '每个问题最多几条', '10')
  .addOption(json())
  .action(async options => (await import('./rows/ask.ts')).ask(options))

program
  .command('route')
  .description('从已标注的文本里学会分类，再给新文本分类，每条一行')
  .requiredOption('--train <文件>', 'JSONL，每行 {id, title?, text, label}')
  .requiredOption('--input <文件>', 'JSONL，每行 {id, title?, text}')
  .addOption(json())
  .action(async options => (await import('./rows/route.ts')).route(options))

program
  .command('first')
  .description('看群众的第一句话会怎么理解，每条一行；用的是 OFFICE_DIR 里的指南和说法')
  .requiredOption('--input <文件>', 'JSONL，每行 {id, text}')
  .addOption(json())
  .action(async options => (await import('./rows/first.ts')).first(options))

const flows = group('flows', '对话流程')
flows
  .command('check')
  .description('检查 OFFICE_DIR 里的全部内容，一次列出所有问题')
  .addOption(json())
  .action(async options => (await import('./flows.ts')).check(options))
flows
  .command('play')
  .description('在终端里走一遍对话，不连数据库')
  .argument('<编号>', '例如 complaint')
  .action(async id => (await import('./flows.ts')).play(id))
flows
  .command('graph')
  .description('输出流程图（Mermaid）')
  .argument('<编号>', '例如 complaint')
  .action(async id => (await import('./flows.ts')).drawFlow(id))

const guides = group('guides', '办事指南')
guides
  .command('check')
  .description('检查办事指南，一次列出所有问题')
  .addOption(json())
  .action(async options => (await import('./flows.ts')).check({ ...options, only: 'guides/' }))

program
  .command('reload')
  .description('让正在运行的服务重新读取 OFFICE_DIR 的内容')
  .action(async () => (await import('./reload.ts')).reload())

const officer = group('officer', '工作人员')
officer
  .command('add')
  .description('新增工作人员；服务运行时也可以用')
  .requiredOption('--login <登录名>', '登录名')
  .requiredOption('--name <姓名>', '姓名')
  .requiredOption(
    '--role <角色>',
    'clerk 经办、dispatcher 受理转办、reviewer 审核、manager 领导、auditor 监督员、correspondent 通讯员、observer 特邀监察员、admin 管理员',
  )
  .option('--department <编号>', '承办单位编号，见 office.yaml')
  .option('--area <编号>', '通讯员的村（社区）编号，见 office.yaml')
  .option('--password-stdin', '从标准输入读密码；不给就生成一次性的设置密码链接')
  .addOption(json())
  .action(async options => (await import('./officers.ts')).add(options))
officer
  .command('list')
  .description('列出工作人员')
  .addOption(json())
  .action(async options => (await import('./officers.ts')).list(options))
officer
  .command('disable')
  .description('停用工作人员：立即退出登录，令牌失效')
  .argument('<登录名>')
  .action(async login => (await import('./officers.ts')).disable(login))

const token = group('token', '接口令牌')
token
  .command('create')
  .description('生成令牌，只显示这一次；要工作人员本人在办件台确认后才能用')
  .requiredOption('--officer <登录名>', '令牌有这位工作人员的权限')
  .option('--name <名称>', '给令牌起个名，便于以后撤销', '命令行')
  .option('--scope <scope...>', `用来做什么：${SCOPES.map(s => `${s}（${TOKEN_SCOPES[s]}）`).join('、')}`, [
    ...DEFAULT_SCOPES,
  ])
  .option('--password-stdin', '从标准输入读这位工作人员的密码，马上确认；本人在场时用')
  .option('--days <天数>', `多少天后失效，最多 ${TOKEN_DAYS_MAX}`, String(TOKEN_DAYS))
  .addOption(json())
  .action(async options => (await import('./tokens.ts')).create(options))
token
  .command('list')
  .description('一位工作人员在用的令牌')
  .requiredOption('--officer <登录名>', '登录名')
  .addOption(json())
  .action(async options => (await import('./tokens.ts')).list(options))
token
  .command('revoke')
  .description('撤销令牌')
  .argument('<编号>', 'token list 里的编号')
  .action(async id => (await import('./tokens.ts')).revoke(id))

const menu = group('menu', '公众号菜单')
menu
  .command('publish')
  .description('按 OFFICE_DIR/menu.yaml 发布公众号菜单，原来的菜单全部换掉')
  .option('--dry-run', '只检查，不发布')
  .addOption(json())
  .action(async options => (await import('./menu.ts')).publish(options))

program
  .command('digest')
  .description('显示一周的周报')
  .requiredOption('--week <周>', '例如 2026-W46')
  .addOption(json())
  .action(async options => (await import('./digest.ts')).digest(options))

program
  .command('export')
  .description(
    '导出：公开的台账（--ledger）、本单位的全部数据（--all），或一位群众自己的全部数据（--resident）',
  )
  .option('--ledger <目录>', '公开的台账和每周数字，给人核对；再运行一次只补新的')
  .option('--all <目录>', '全部数据，写到空目录：JSON Lines、CSV 和附件，都没有加密')
  .option('--resident <编号或电话>', '群众要看自己的数据时用：他的一件诉求，或他的电话；写到 --to 的空目录')
  .option('--to <目录>', '和 --resident 一起用：写到哪里')
  .option('--code-stdin', '和 --resident 一起用：匿名的件只凭它自己的查询码导出，从标准输入读')
  .option('--officer <登录名>', '和 --all、--resident 一起用：谁导出，记入操作记录；领导或管理员')
  .option('--reason <原因>', '和 --all、--resident 一起用：为什么，记入操作记录')
  .addOption(yes())
  .action(async options => (await import('./keep/export.ts')).exportWhat(options))

const audit = group('audit', '操作记录')
audit
  .command('verify')
  .description('核对操作记录：有没有改过、删过、插过、换过次序、截掉末尾；出了问题退出码是 1')
  .option('--anchors <文件>', '另外记下的链头，每行一个；也可以是服务的日志')
  .option(
    '--anchor <链头>',
    '抄下来的一个链头，例如 1280:Yx…；可以给几次',
    (text: string, before: string[]) => [...before, text],
    [],
  )
  .addOption(json())
  .action(async options => (await import('./audit.ts')).verifyLog(options))
audit
  .command('head')
  .description('现在的链头：抄下来放在别处，以后核对用')
  .addOption(json())
  .action(async options => (await import('./audit.ts')).head(options))

const ledger = group('ledger', '本单位的台账')
ledger
  .command('status')
  .description('台账的条数、结到哪天、指纹、公钥和见证人')
  .addOption(json())
  .action(async options => (await import('./ledger/ledger.ts')).status(options))
ledger
  .command('close')
  .description('把已经过完的日子结到台账里；服务每天自己会做')
  .action(async () => (await import('./ledger/ledger.ts')).close())
ledger
  .command('rotate-key')
  .description('换签名的密钥：下次日结起用新的，旧的删除')
  .addOption(yes())
  .action(async options => (await import('./ledger/ledger.ts')).rotateKey(options))

const witness = group('witness', '给别的单位的台账作见证')
witness
  .command('key')
  .description('本单位作见证用的公钥，给对方填进 LEDGER_WITNESSES')
  .addOption(json())
  .action(async options => (await import('./ledger/witness.ts')).key(options))
witness
  .command('add')
  .description('开始给一个台账作见证；对方换密钥时再加新公钥')
  .requiredOption('--key <公钥>', '对方台账的公钥：它的 /public/ledger/key 里最后一行')
  .action(async options => (await import('./ledger/witness.ts')).add(options))
witness
  .command('list')
  .description('在给哪些台账作见证，各见过多少条')
  .addOption(json())
  .action(async options => (await import('./ledger/witness.ts')).list(options))
witness
  .command('remove')
  .description('不再给一个台账作见证；见过的条数留着')
  .argument('<台账>', 'witness list 里的名称')
  .addOption(yes())
  .action(async (origin, options) => (await import('./ledger/witness.ts')).remove(origin, options))

program
  .command('replay')
  .description('把真实诉求文本经微信加密通道重放一遍，每条投递两次，报告有没有丢失或重复')
  .argument('<文件>', 'JSONL，每行 {id, title, text}')
  .option('--limit <条数>', '只放前几条')
  .option('--concurrency <人数>', '同时说话的群众', '8')
  .option('--url <网址>', '正在运行的服务；不给就自己起一个临时的')
  .option('--token <令牌>', '微信 Token（和 --url 一起用）')
  .option('--aes-key <密钥>', 'EncodingAESKey（和 --url 一起用）')
  .option('--app-id <AppID>', '公众号 AppID（和 --url 一起用）')
  .option('--api-token <令牌>', '接口令牌，用来核对登记了几件（和 --url 一起用）')
  .addOption(json())
  .action(async (file, options) => (await import('./replay.ts')).replay(file, options))

program
  .command('annual')
  .description('一年的表：公开信息的件数、政府信息公开年度报告的各张表和各类诉求的办理情况；也写年度报告')
  .requiredOption('--year <年>', '例如 2026')
  .option('--xlsx <文件>', '写成 Excel 文件，一表一页')
  .option('--report <文件>', '把政府信息公开工作年度报告写成 .docx 或 .md 文件，要人写的地方标着【请补充】')
  .addOption(json())
  .action(async options => (await import('./annual.ts')).annual(options))

program
  .command('backup')
  .description(
    '备份全部数据到一个文件，服务运行时也可以；设了 BACKUP_PASSPHRASE 就加密。备完会读回来试着恢复一遍',
  )
  .requiredOption('--to <路径>', '新文件；给目录就按时间取名')
  .option('--without-key', '密钥不放进备份：单拿到备份打不开，但恢复时要另外给出密钥')
  .addOption(json())
  .action(async options => (await import('./keep/backup.ts')).backup(options))

program
  .command('restore')
  .description('从备份恢复到一个空目录；先全部核对，对得上才落地')
  .requiredOption('--from <文件>', '备份文件；每晚自动备份的，附件在它旁边的 attachments 里')
  .requiredOption('--to <目录>', '恢复成这个数据目录')
  .option('--database <地址>', '备份来自 PostgreSQL 时，恢复到这个空数据库；默认用 DATABASE_URL')
  .option('--force', '目录里有数据也恢复：先说明会少掉什么，原来的移到一边')
  .addOption(yes())
  .addOption(json())
  .action(async options => (await import('./keep/restore.ts')).restore(options))

program
  .command('migrate-data')
  .description('把全部数据从 SQLite 搬到 PostgreSQL；先停掉服务，断了再运行一次就接着搬')
  .requiredOption('--from <地址>', '原来的数据库，例如 file:./data/huiyin.db')
  .option('--to <地址>', '空的 PostgreSQL 数据库，postgresql://…；默认用 DATABASE_URL，那样密码不在命令行上')
  .option('--again', '不接着上次没搬完的，从头搬')
  .addOption(json())
  .action(async options => (await import('./keep/migrate-data.ts')).migrateData(options))

program
  .command('generate')
  .description('在空的数据目录里造大量样例诉求，用来测速度：同一个种子造出同样的数据')
  .option('--cases <件数>', '一共多少件', '10000')
  .option('--messages <条数>', '另造多少条群众和单位的消息', '0')
  .option('--years <年数>', '分布在最近几年', '5')
  .option('--seed <数字>', '随机种子', '1')
  .option('--dir <目录>', '数据目录', './generated')
  .action(async options => (await import('./generate.ts')).generate(options))

program
  .command('verify')
  .description('核对公开的台账：有没有改过、拿掉过，公布的数字对不对；不需要数据库和设置')
  .option('--url <网址>', '公布台账的网站，例如 https://huiyin.example.gov.cn')
  .option('--dir <文件夹>', '台账的文件夹，由 export --ledger 写成')
  .option('--week <周>', '核对哪一周的数字，例如 2026-W46；不给就核对最近公布的一周')
  .option('--proof <文件>', '核对一件诉求的证明（.tlog-proof）；可以和 --url 或 --dir 一起用')
  .option('--key <公钥>', '您信任的单位公钥；不给就用以前见过的，第一次用公布的')
  .option(
    '--witness <公钥>',
    '见证人的公钥，核对它的签名；可以给几次',
    (key: string, before: string[]) => [...before, key],
    [],
  )
  .option('--state <文件>', '记着以前看过什么，好看出台账有没有换过；默认在自己的目录里')
  .option('--no-state', '不看也不记以前看过什么')
  .addOption(json())
  .action(async options => (await import('./verify/verify.ts')).verify(options))

program
  .command('doctor')
  .description('检查设置、数据目录、数据库、网络和各个渠道，说出哪里不对、怎么办；服务在不在运行都可以用')
  .addOption(json())
  .action(async options => (await import('./doctor/doctor.ts')).doctor(options))

const unknown = unknownCommand(program, process.argv.slice(2))
if (unknown) {
  const names = unknown.group.commands.map(command => command.name())
  unknown.group.error(`error: 没有“${unknown.name}”这个命令。可以是：${names.join('、')}。`)
}
program.parseAsync().catch(printFailure)
