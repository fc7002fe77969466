import { createHash, createPublicKey, verify } from 'node:crypto'
import { CoMETRE } from '@transmute/rfc9162'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { checkProof } from '../../../../src/domain/numbers/ledger/verify/check-proof.ts'
import type { Actor } from '../../../../src/domain/people/actor.ts'
import { findCaseByNumber } from '../../../../src/store/cases/cases.ts'
import { newestCheckpoint } from '../../../../src/store/numbers/ledger/checkpoints.ts'
import { ledgerKeys } from '../../../../src/store/numbers/ledger/keys.ts'
import { closeDays } from '../../../../src/usecases/numbers/ledger/close-days.ts'
import { entriesByCommitment } from '../../../../src/usecases/numbers/ledger/own-entries.ts'
import { ownProof } from '../../../../src/usecases/numbers/ledger/own-proof.ts'
import { answerCase, assignCase, openedCase } from '../../../helpers/cases.ts'
import { officer, type TestContext, testContext } from '../../../helpers/context.ts'

let ctx: TestContext
let number: string
beforeEach(async () => {
  ctx = await testContext()
  const dispatcher: Actor = await officer(ctx, 'dispatcher', '王受理')
  const reviewer: Actor = await officer(ctx, 'reviewer', '赵审核')
  ctx.clock.set('2026-11-02T10:00+08:00')
  await closeDays(ctx)
  for (let i = 0; i < 6; i++) number = await openedCase(ctx)
  await assignCase(ctx, number, dispatcher)
  await answerCase(ctx, number, '修好了。', [dispatcher, reviewer])
  ctx.clock.set('2026-11-03T10:00+08:00')
  await closeDays(ctx)
})
afterEach(() => ctx.close())

const proof = async (n?: number) => ownProof(ctx, (await findCaseByNumber(ctx.db.read, number))!, n)

/** Reads and checks a proof with Node's cryptography and another library's trees: the entry and who it is about. */
async function readByOthers(text: string, vkey: string) {
  const [head = '', checkpoint = ''] = [
    text.slice(0, text.indexOf('\n\n')),
    text.slice(text.indexOf('\n\n') + 2),
  ]
  const [version, extraLine = '', indexLine = '', ...path] = head.split('\n')
  const extra = Buffer.from(extraLine.replace('extra ', ''), 'base64').toString()
  const told = JSON.parse(extra) as { entry: string; number: string; salt: string }
  const [, sizeLine, root = ''] = checkpoint.split('\n')
  const noteText = checkpoint.slice(0, checkpoint.indexOf('\n\n') + 1)
  const signature = /^— \S+ (\S+)$/m.exec(checkpoint)![1]!
  const raw = Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1)
  const publicKey = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: raw.toString('base64url') },
    format: 'jwk',
  })
  const computed = await CoMETRE.RFC9162_SHA256.verify_inclusion_proof(
    await CoMETRE.RFC9162_SHA256.leaf(new TextEncoder().encode(told.entry)),
    {
      log_id: '',
      tree_size: Number(sizeLine),
      leaf_index: Number(indexLine.replace('index ', '')),
      inclusion_path: path.map(hash => new Uint8Array(Buffer.from(hash, 'base64'))),
    },
  )
  return {
    version,
    extra,
    ...told,
    size: Number(sizeLine),
    included: Buffer.from(computed).toString('base64') === root,
    signed: verify(null, Buffer.from(noteText), publicKey, Buffer.from(signature, 'base64').subarray(4)),
    commitment: createHash('sha256').update(`huiyin-case\n${told.number}\n${told.salt}`).digest('base64url'),
  }
}

it('a proof of each entry holds by other code, and is about this case', async () => {
  const [key] = await ledgerKeys(ctx.db.read)
  const { size } = (await newestCheckpoint(ctx.db.read))!
  const events: string[] = []
  for (const n of [1, 2, 3, 4]) {
    const read = await readByOthers(await proof(n), key!.verifier)
    const entry = JSON.parse(read.entry) as { case: string; n: number; event: string }
    expect(read).toMatchObject({
      version: 'c2sp.org/tlog-proof@v1',
      size,
      included: true,
      signed: true,
      number,
    })
    expect(entry).toMatchObject({ case: read.commitment, n })
    expect(Object.keys(JSON.parse(read.extra))).toEqual(['entry', 'number', 'salt'])
    events.push(entry.event)
  }
  expect(events).toEqual(['received', 'assigned', 'answered', 'invited'])
})

it('a proof without a choice is of the answer', async () => {
  const [key] = await ledgerKeys(ctx.db.read)
  const { entry } = await readByOthers(await proof(), key!.verifier)
  expect(JSON.parse(entry)).toMatchObject({ event: 'answered', replied: true })
})

it('the checker agrees with a proof, and with none that was changed', async () => {
  const [key] = await ledgerKeys(ctx.db.read)
  const text = await proof()
  expect(await checkProof(text, { key: key!.verifier })).toMatchObject({
    agreed: true,
    number,
    differences: [],
  })
  const index = Number(/^index (\d+)$/m.exec(text)![1])
  const moved = text.replace(`index ${index}`, `index ${index - 1}`)
  expect(await checkProof(moved, { key: key!.verifier })).toMatchObject({ agreed: false })
})

it('there is no proof of what is not there', async () => {
  await expect(proof(5)).rejects.toMatchObject({ code: 'not_found' })
  number = await openedCase(ctx)
  await expect(proof()).rejects.toMatchObject({ code: 'not_found' })
})

it('a case of which nothing is published is found by no commitment', async () => {
  const { commitment } = (await ctx.db.read.ledgerCase.findFirst({
    where: { caseId: (await findCaseByNumber(ctx.db.read, number))!.id },
  }))!
  const found = (await entriesByCommitment(ctx.db.read, commitment))!
  expect(found.positions).toHaveLength(4)
  expect(found.lines.map(line => (JSON.parse(line) as { n: number }).n)).toEqual([1, 2, 3, 4])
  const coarse = await openedCase(ctx, { kind: 'report', text: '低保名单不公开', anonymous: true })
  ctx.clock.set('2026-11-04T10:00+08:00')
  await closeDays(ctx)
  const known = (await ctx.db.read.ledgerCase.findFirst({
    where: { caseId: (await findCaseByNumber(ctx.db.read, coarse))!.id },
  }))!
  expect(await entriesByCommitment(ctx.db.read, known.commitment)).toBeNull()
})
