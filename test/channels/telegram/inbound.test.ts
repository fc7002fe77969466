import type { Update } from 'grammy/types'
import { describe, expect, it } from 'vitest'
import { callbackData, toInbound } from '../../../src/channels/telegram/inbound.ts'
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
    expect(read({ my_chat_member: blocked })).toMatchObject({ event: { name: 'other' }, raw: 'blocked' })
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
