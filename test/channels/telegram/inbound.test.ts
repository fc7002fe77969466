import type { Update } from 'grammy/types'
import { describe, expect, it } from 'vitest'
import { callbackData, toInbound } from '../../../src/channels/telegram/inbound.ts'
import { NOBODY } from '../../../src/domain/base/message.ts'
import { privateMessage } from '../../helpers/telegram-server.ts'

const NOW = new Date('2026-11-23T01:00:00Z')
const read = (update: Record<string, unknown>) =>
  toInbound({ update_id: 42, ...update } as unknown as Update, NOW)

describe('toInbound', () => {
  it('names a message by its update, message and time, so that a repeat is the same message', () => {
    expect(read(privateMessage({ text: '路灯坏了' }))).toEqual({
      channel: 'telegram',
      externalId: '42:1:1795000000',
      from: '7',
      at: new Date(1_795_000_000_000),
      sourceId: '1',
      kind: 'text',
      text: '路灯坏了',
    })
  })

  it('takes the largest size of a photo, with its caption', () => {
    const photo = [{ file_id: 'small' }, { file_id: 'large' }]
    expect(read(privateMessage({ photo, caption: '就是这里' }))).toMatchObject({
      kind: 'media',
      text: '就是这里',
      media: [{ kind: 'photo', ref: 'large' }],
    })
  })

  it.each([
    ['voice', { voice: { file_id: 'v' } }, 'voice'],
    ['video', { video: { file_id: 'v' } }, 'video'],
    ['round video', { video_note: { file_id: 'v' } }, 'video'],
    ['picture sent as a file', { document: { file_id: 'v', mime_type: 'image/png' } }, 'photo'],
    ['file', { document: { file_id: 'v', mime_type: 'application/pdf', file_name: 'a.pdf' } }, 'file'],
  ])('keeps a %s', (_name, content, kind) => {
    expect(read(privateMessage(content))).toMatchObject({ kind: 'media', media: [{ kind, ref: 'v' }] })
  })

  it('reads a place with its name', () => {
    const location = { latitude: 30.1, longitude: 120.2 }
    expect(read(privateMessage({ location }))).toMatchObject({ kind: 'location', location })
    expect(
      read(privateMessage({ location, venue: { location, title: '东山小学', address: '东山村' } })),
    ).toMatchObject({
      location: { ...location, label: '东山小学，东山村' },
    })
  })

  it('reads a shared contact as its number, without the country code', () => {
    expect(read(privateMessage({ contact: { phone_number: '+8613800138000' } }))).toMatchObject({
      kind: 'text',
      text: '13800138000',
    })
  })

  it('reads /start as a greeting, with the key of a QR code', () => {
    expect(read(privateMessage({ text: '/start' }))?.event).toEqual({ name: 'follow' })
    expect(read(privateMessage({ text: '/start hall-3' }))?.event).toEqual({ name: 'follow', key: 'hall-3' })
    expect(read(privateMessage({ text: '/starting over' }))).toMatchObject({ kind: 'text' })
  })

  it('reads a pressed button as its choice', () => {
    const pressed = { callback_query: { id: 'c', from: { id: 7 }, data: 'confirm' } }
    expect(read(pressed)).toMatchObject({ from: '7', choice: 'confirm', at: NOW })
  })

  it('carries a value too long for a button as the number in the list', () => {
    const long = '很长的选项'.repeat(10)
    expect(callbackData('xihe', 2)).toBe('xihe')
    expect(callbackData(long, 3)).toBe('#3')
    const back = read({ callback_query: { id: 'c', from: { id: 7 }, data: callbackData(long, 3) } })
    expect(back).toMatchObject({ text: '3' })
    expect(back).not.toHaveProperty('choice')
  })

  it('notices that a resident blocked the bot', () => {
    const blocked = { date: 1, chat: { id: 7, type: 'private' }, new_chat_member: { status: 'kicked' } }
    expect(read({ my_chat_member: blocked })).toMatchObject({ event: { name: 'unfollow' }, raw: 'blocked' })
  })

  it('keeps the name of what it does not know', () => {
    expect(read(privateMessage({ sticker: { file_id: 's' } }))).toMatchObject({
      kind: 'unknown',
      raw: 'sticker',
    })
  })

  it('leaves groups and other bots alone', () => {
    expect(read(privateMessage({ text: 'a', chat: { id: -5, type: 'group' } }))).toBeUndefined()
    expect(read(privateMessage({ text: 'a', from: { id: 9, is_bot: true } }))).toBeUndefined()
    expect(read({ edited_message: {} })).toBeUndefined()
  })
})

describe('edits and albums', () => {
  const edited = (content: Record<string, unknown>) => ({
    edited_message: { ...privateMessage(content).message, edit_date: 1_795_000_060 },
  })

  it('an edit names its message and counts from when it was made', () => {
    expect(read(edited({ text: '路灯坏了半个月' }))).toMatchObject({
      externalId: '42:1:1795000060',
      sourceId: '1',
      edited: true,
      at: new Date(1_795_000_060_000),
      text: '路灯坏了半个月',
    })
  })

  it('passes over live locations, edits in groups and edited commands', () => {
    expect(read(edited({ location: { latitude: 30, longitude: 120 } }))).toBeUndefined()
    expect(read(edited({ text: 'x', chat: { id: -5, type: 'group' } }))).toBeUndefined()
    expect(
      read({ edited_channel_post: edited({ text: 'x', chat: { id: -5, type: 'channel' } }).edited_message }),
    ).toBeUndefined()
    expect(read(edited({ text: '/start' }))).toMatchObject({ kind: 'event', event: { name: 'other' } })
  })

  it('photos of an album have its id', () => {
    expect(read(privateMessage({ photo: [{ file_id: 'a' }], media_group_id: '77' }))).toMatchObject({
      album: '77',
    })
  })
})

describe('an update of an unknown shape', () => {
  it('is taken as far as it goes, without naming its sender where it is shown', () => {
    const odd = read({
      message: {
        message_id: 1,
        date: 'soon',
        chat: { id: 712345678, type: 'private' },
        from: { id: 712345678, first_name: '王大' },
        text: '路灯坏了',
      },
    })!
    expect(odd).toMatchObject({ from: '712345678', kind: 'text', text: '路灯坏了', raw: 'message' })
    expect(odd.unread).not.toMatch(/712345678|王大/)
  })

  it('nested too deep to be written again is none that asks for an answer, and no failure', () => {
    const deep = JSON.parse(`{"update_id":5,"message":${'['.repeat(20_000)}${']'.repeat(20_000)}}`)
    expect(() => read(deep)).not.toThrow()
  })

  it('of a kind that asks for nothing is an event, and one of a group is none of ours', () => {
    expect(read({ message_reaction: { chat: { id: 7, type: 'private' }, user: { id: 7 } } })).toMatchObject({
      from: '7',
      kind: 'event',
    })
    expect(read({ message_reaction: { chat: { id: -7, type: 'supergroup' } } })).toBeUndefined()
    expect(read({ poll: { id: '5' } })).toMatchObject({ from: NOBODY, kind: 'event' })
  })
})
