import { prepareKey } from '../../usecases/numbers/ledger/change-key.ts'
import { closeDays } from '../../usecases/numbers/ledger/close-days.ts'
import { ledgerStatus } from '../../usecases/numbers/ledger/ledger-status.ts'
import { CommandFailure } from '../failure.ts'
import { withContext } from '../open-context.ts'
import { say, sayJson, sayTable } from '../say.ts'
import { settingsOfExisting } from '../settings.ts'
import { confirm } from './confirm.ts'

/** `huiyin ledger …`: the office's own ledger. */

export const status = ({ json }: { json?: true }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    const found = await ledgerStatus(ctx)
    if (json) return sayJson(found)
    if (!found) throw new CommandFailure('台账还没有开始：服务运行后会自己开始，也可以用 ledger close。')
    sayTable([
      ['台账', found.origin],
      ['条数', String(found.size)],
      ['结到', found.day],
      ['根', found.root],
      ['指纹', found.fingerprint],
      ['公钥', found.verifierKey],
      ...(found.nextVerifierKey === null ? [] : [['下次日结换用', found.nextVerifierKey]]),
    ])
    if (found.witnesses.length === 0) return say('没有见证人（LEDGER_WITNESSES）。')
    say()
    sayTable([
      ['见证人', '加签时间', '连续没成功，自'],
      ...found.witnesses.map(({ name, cosignedAt, failingSince }) => [
        name,
        cosignedAt?.toISOString() ?? '还没有',
        failingSince?.toISOString() ?? '',
      ]),
    ])
  })

export const close = (): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    say(`台账结到 ${await closeDays(ctx)}。`)
  })

const ROTATE =
  '要给台账换密钥：从下次日结起用新的签名，旧的私钥随即删除，不能再用。见证人要换上新公钥，在那以前不会给新的检查点加签。'

export const rotateKey = ({ yes }: { yes?: true }): Promise<void> =>
  withContext(settingsOfExisting(), async ctx => {
    await confirm(ROTATE, yes)
    const key = await prepareKey(ctx)
    await closeDays(ctx)
    const now = await ledgerStatus(ctx)
    say(key)
    say(
      now?.verifierKey === key
        ? '已经换用这个新公钥。请把它发给每个见证人。'
        : '这是新公钥，下次日结（每天 0:10）起使用。请现在就发给每个见证人，请对方加上。',
    )
  })
