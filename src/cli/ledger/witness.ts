import { witnessKey, witnessUrl } from '../../usecases/numbers/witness/key.ts'
import { distrustLog, listWitnessed, trustLog } from '../../usecases/numbers/witness/logs.ts'
import { withContext } from '../open-context.ts'
import { say, sayJson, sayOnStderr, sayTable } from '../say.ts'
import { settingsOfExisting } from '../settings.ts'
import { confirm } from './confirm.ts'

/** `huiyin witness …`: this office as a witness for the ledgers of others. */

export const key = ({ json }: { json?: true }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    const { verifier } = await witnessKey(ctx)
    const url = witnessUrl(ctx)
    if (json) return sayJson({ key: verifier, url })
    // The key alone on stdout, for scripts.
    say(verifier)
    sayOnStderr(`请对方在 LEDGER_WITNESSES 里写：${verifier} ${url}`)
  })

export const add = (options: { key: string }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    const { origin, keys, size } = await trustLog(ctx, options.key)
    say(`开始给 ${origin} 的台账作见证。`)
    if (size !== '0') say(`以前见过它 ${size} 条，从那里接着核对。`)
    if (keys > 1) say(`它有 ${keys} 把公钥，都认。换完密钥后，可以 witness remove 再 add，只留新的。`)
  })

export const list = ({ json }: { json?: true }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    const logs = await listWitnessed(ctx)
    if (json) return sayJson(logs)
    if (logs.length === 0) return say('没有给别的台账作见证。用 witness add 添加。')
    sayTable([
      ['台账', '状态', '见过条数', '最近加签', '公钥'],
      ...logs.map(({ origin, keys, size, cosignedAt }) => [
        origin,
        keys.length > 0 ? '在见证' : '已停',
        size,
        cosignedAt?.toISOString() ?? '还没有',
        keys.join(' '),
      ]),
    ])
  })

export const remove = (origin: string, { yes }: { yes?: true }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    await confirm(`不再给 ${origin} 的台账作见证。见过的条数会留着：以后再加，也不能比那时短。`, yes)
    await distrustLog(ctx, origin)
    say(`已停止给 ${origin} 作见证。见过的条数还留着。`)
  })
