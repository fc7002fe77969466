import { randomBytes } from 'node:crypto'
import { type Config, newSecretKey } from '../../config.ts'
import { makeSecrets } from '../../domain/base/secrets.ts'
import { type Database, openDatabase, openForRekey, providerOf } from '../../store/base/database.ts'
import { connectionsOfOthers, dropTraces, namedUrl } from '../../store/base/keys/offline.ts'
import { lockDataDir } from '../../store/base/lock.ts'
import { migrate } from '../../store/base/migrate.ts'
import { addAudit } from '../../store/people/officers.ts'
import { rekey as changeKey, type Rekeyed, standingOf } from '../../usecases/base/rekey.ts'
import { CommandFailure } from '../failure.ts'
import { confirm } from '../ledger/confirm.ts'
import { say, sayOnStderr } from '../say.ts'
import { settingsOfExisting } from '../settings.ts'
import { keepPending, pendingKey, readKey, swapKeys } from './key-files.ts'

interface Options {
  newKeyFile?: string
  newCodes?: true
  yes?: true
}

/** `huiyin rekey`: changes SECRET_KEY. After a kill the same command goes on. */
export async function rekey(options: Options): Promise<void> {
  const config = settingsOfExisting()
  const { databaseUrl, dataDir } = config
  const newKey = nextKey(config, options)
  await confirm(ABOUT + (options.newCodes ? NEW_CODES : ''), options.yes)
  const unlock = providerOf(databaseUrl) === 'sqlite' ? await lockDataDir(dataDir) : async () => {}
  try {
    await migrate(databaseUrl)
    const name = `huiyin-rekey-${randomBytes(4).toString('hex')}`
    const db = await openForRekey(namedUrl(databaseUrl, name), makeSecrets(config.secretKey))
    try {
      await change(db, name, config, newKey, options)
    } finally {
      await db.close()
    }
    await dropTraces(databaseUrl)
    await noteInAudit(databaseUrl, newKey)
  } finally {
    await unlock()
  }
  sayWhatIsNext(config)
}

const ABOUT =
  '要换 SECRET_KEY：数据库里加密的内容和附件都用新密钥重新加密。请先停掉服务，先做一次备份。\n' +
  '换好以后：群众的查询码和台账不变；工作人员要重新登录，还没用的设置密码链接作废；网页聊天的访客要凭编号和查询码重新打开自己的件。'
const NEW_CODES =
  '\n加了 --new-codes：以前发出的查询码全部作废，只有编号和查询码的群众（包括匿名举报人）再也打不开自己的件。'

/** The key that is changed to. @throws CommandFailure when it is needed and not given */
function nextKey({ secretKey, secretKeyFile: file }: Config, { newKeyFile }: Options): string {
  const pending = file === undefined ? undefined : pendingKey(file)
  if (pending !== undefined) {
    if (newKeyFile !== undefined && readKey(newKeyFile) !== pending)
      throw new CommandFailure(
        `上次换密钥没有做完，新密钥在 ${file}.new 里。请不带 --new-key-file 再运行一次。`,
      )
    return pending
  }
  if (file === undefined && newKeyFile === undefined)
    throw new CommandFailure(
      'SECRET_KEY 写在设置里，所以新密钥要您自己生成，放在一个文件里：例如 (umask 077; openssl rand -base64 48 > new.key)，' +
        '再用 --new-key-file new.key。密钥不要写在命令行上。',
    )
  const key = newKeyFile === undefined ? newSecretKey() : readKey(newKeyFile)
  // With the setting, an earlier call may have changed the data already, and the setting may be the new one by now.
  if (key === secretKey && file !== undefined) throw new CommandFailure('新密钥和现在的一样。')
  return key
}

async function change(
  db: Database,
  name: string,
  { dataDir, secretKey, secretKeyFile: file }: Config,
  newKey: string,
  { newCodes }: Options,
): Promise<void> {
  const standing = await standingOf(db, secretKey, newKey)
  if (standing === 'other key')
    throw new CommandFailure(
      '这份数据用的是另一个密钥，或者正在换成另一个密钥。上次换密钥没有做完的，要给同一个新密钥。',
    )
  if (standing === 'not begun') {
    if (newKey === secretKey) throw new CommandFailure('新密钥和现在的一样。')
    await demandAlone(db, name)
    if (file !== undefined) keepPending(file, newKey)
  }
  if (standing === 'under way') sayOnStderr('接着上次没有做完的地方换。')
  if (standing !== 'done') {
    const done = await changeKey({
      ...{ db, dataDir, oldKey: secretKey, newKey, newCodes: newCodes === true },
      now: () => new Date(),
      onProgress: progress(),
      alone: () => demandAlone(db, name),
    })
    sayDone(done)
  } else say('数据已经换成新密钥。')
  if (file !== undefined && pendingKey(file) !== undefined)
    say(
      `以前的密钥留在数据目录的 ${swapKeys(file, new Date())}：以前的备份要用它才能打开。那些备份都不要了，就删掉它。`,
    )
}

/** @throws CommandFailure while others have connections to the database */
async function demandAlone(db: Database, name: string): Promise<void> {
  const others = await connectionsOfOthers(db, name)
  if (others > 0)
    throw new CommandFailure(
      `还有 ${others} 个连接开着这个数据库。请停掉所有回音（每台机器上的）和别的程序，再运行一次。什么都没有改。`,
    )
}

/** Its own text is sealed with the next key. */
async function noteInAudit(databaseUrl: string, newKey: string): Promise<void> {
  const db = await openDatabase(databaseUrl, makeSecrets(newKey))
  try {
    await db.inTransaction(tx => addAudit(tx, { at: new Date(), officerId: null, action: 'key_changed' }))
  } finally {
    await db.close()
  }
}

/** How often progress is said, in milliseconds. */
const SAY_MS = 2000

function progress(): (at: { what: string; done: number }) => void {
  let last = performance.now()
  return ({ what, done }) => {
    if (performance.now() - last < SAY_MS) return
    last = performance.now()
    sayOnStderr(`  ${what}：${done}`)
  }
}

function sayDone({ opened, files, unreadable }: Rekeyed): void {
  say(`换好了。逐个核对过：${opened} 处内容、${files} 个附件都用新密钥打开，没有一处还要旧密钥。`)
  for (const [place, count] of unreadable)
    sayOnStderr(`  ${place}：有 ${count} 处新旧密钥都打不开，以前就是坏的，原样留着。`)
}

function sayWhatIsNext({ secretKeyFile, databaseUrl }: Config): void {
  if (secretKeyFile === undefined) say('请把 SECRET_KEY 改成新密钥再启动；旧密钥和以前的备份放在一起，别丢。')
  else say('现在可以启动服务。')
  if (providerOf(databaseUrl) === 'postgresql')
    say('PostgreSQL 的文件里还有旧的行：请运行 VACUUM FULL（psql 里，服务停着的时候）。')
  say(
    '马上做一次新备份。旧密钥是泄露了的，还要：换台账的签名（ledger rotate-key），重设两步登录和密码；见 docs/keys.zh-CN.md。',
  )
}
