import { z } from 'zod'
import { textField } from '../../base/text/visible-text.ts'
import { isLive } from '../item.ts'
import { defineItemMove } from './move.ts'

/** Moves of whoever writes. */

export const submit = defineItemMove({
  label: '送审',
  about: '把草稿交给审核人。',
  done: '已送审。',
  from: ['draft'],
  to: ['in_review'],
  who: 'writeItems',
  input: z.strictObject({}),
  guardsTexts: true,
  apply: item => ({
    next: { status: 'in_review' },
    events: [{ type: 'submitted', data: { version: item.workVersion } }],
  }),
})

export const discard = defineItemMove({
  label: '作废',
  about: '不要这份草稿了；内容留在记录里。',
  done: '草稿已作废。',
  from: ['draft'],
  to: ['discarded'],
  who: 'writeItems',
  input: z.strictObject({}),
  confirm: '这份草稿不要了吗？',
  unless: item => (isLive(item) ? '这条已经公开过。不想改了，请用“放弃修改”。' : undefined),
  apply: () => ({ next: { status: 'discarded' }, events: [{ type: 'discarded', data: {} }] }),
})

export const abandon = defineItemMove({
  label: '放弃修改',
  about: '不改了，公开的内容保持原样。',
  done: '已放弃修改，公开的内容不变。',
  from: ['draft'],
  to: ['published'],
  who: 'writeItems',
  input: z.strictObject({}),
  confirm: '这次修改不要了吗？公开的内容不会变。',
  unless: item => (isLive(item) ? undefined : '这条还没有公开过。'),
  apply: item => ({
    next: { status: 'published', workVersion: item.liveVersion! },
    events: [{ type: 'abandoned', data: { version: item.workVersion } }],
  }),
})

export const amend = defineItemMove({
  label: '修改公开的内容',
  about: '写一个新版本；在它审完之前，群众看到的仍是现在的版本。',
  done: '新版本已建好，改完送审。',
  from: ['published', 'withdrawn'],
  to: ['draft'],
  who: 'writeItems',
  input: z.strictObject({
    /** What is put right, and why; published with the new version. */
    change: textField(500, { empty: '请写明改什么、为什么' }),
    /** The comment that led to it, by its case's number. */
    because: z.string().max(20).optional(),
  }),
  apply: (item, { change }) => ({
    // The use case gives the new version its number: versions that were abandoned keep theirs.
    next: { status: 'draft', reviewedById: null, secrecyById: null, publishAt: null },
    events: [{ type: 'amending', data: { change, live: item.liveVersion } }],
  }),
})
