import { shanghaiDate } from '../domain/base/civil-date.ts'
import { digestText } from '../domain/numbers/digest-text.ts'
import { BEFORE_LEDGER } from '../domain/numbers/report-fingerprint.ts'
import { namesOf } from '../usecases/cases/moving/open-case.ts'
import { getDigest } from '../usecases/numbers/make-digest.ts'
import { listOfficers } from '../usecases/people/officers.ts'
import { withContext } from './open-context.ts'
import { say, sayJson } from './say.ts'
import { settingsOfExisting } from './settings.ts'

/** `huiyin digest`: the stored digest of a week, or its figures so far. */
export async function digest({ week, json }: { week: string; json?: true }): Promise<void> {
  await withContext(settingsOfExisting(), async ctx => {
    const { digest, version } = await getDigest(ctx, week, { kind: 'system' })
    if (json) return sayJson(digest)
    const { office } = ctx.content()
    const officers = new Map((await listOfficers(ctx)).map(o => [o.id, o.name]))
    if (version === null) {
      const over = digest.period.to < shanghaiDate(ctx.now())
      say(
        over
          ? '（这一周没有存过周报，以下是现在按记录算出的数字。）'
          : '（这一周的周报还没有到生成的时间，以下是截至此刻的数字。）',
      )
    }
    say(
      digestText(digest, {
        office: office.name,
        department: namesOf(ctx.content()).department,
        officer: id => officers.get(id),
      }),
    )
    if (version !== null && digest.ledger === null) say(BEFORE_LEDGER)
  })
}
