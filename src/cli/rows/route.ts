import { z } from 'zod'
import { train } from '../../search/mod.ts'
import { say } from '../say.ts'
import { readJsonl } from './jsonl.ts'

const text = { id: z.string(), title: z.string().optional(), text: z.string() }
const labelled = z.object({ ...text, label: z.string() })
const fresh = z.object(text)

/** `huiyin route`: learns from labelled texts and labels new ones, one line each. */
export async function route(options: { train: string; input: string; json?: true }): Promise<void> {
  const model = train(
    (await readJsonl(options.train, labelled, '{id, title?, text, label}')).map(withoutUndefined),
  )
  for (const row of await readJsonl(options.input, fresh, '{id, title?, text}')) {
    const begun = performance.now()
    const best = model.predict(withoutUndefined(row))[0]
    const ms = Math.round((performance.now() - begun) * 100) / 100
    const { label = null, score = 0 } = best ?? {}
    if (options.json) say(JSON.stringify({ id: row.id, label, score, ms }))
    else say(`${row.id}  ${label ?? '（没有学过）'}  ${score.toFixed(2)}`)
  }
}

const withoutUndefined = <T extends { title?: string | undefined }>({ title, ...rest }: T) => ({
  ...rest,
  ...(title !== undefined && { title }),
})
