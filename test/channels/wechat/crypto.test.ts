import { createCipheriv } from 'node:crypto'
import { getSignature, decrypt as wecomDecrypt, encrypt as wecomEncrypt } from '@wecom/crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import WXBizMsgCrypt from 'wechat-crypto'
import { CryptoError, decrypt, decryptWithAny, encrypt, sign } from '../../../src/channels/wechat/crypto.ts'
import { readXml, textOf } from '../../../src/channels/wechat/xml.ts'
import { sameSecret } from '../../../src/domain/base/secrets.ts'
import { runs } from '../../helpers/runs.ts'

const KEY = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG'
const OTHER_KEY = 'GFEDCBA9876543210zyxwvutsrqponmlkjihgfedcba'
const APP = 'wx2c2769f8efd9abc2'

const reasonOf = (open: () => unknown): string => {
  try {
    open()
  } catch (error) {
    if (error instanceof CryptoError) return error.reason
    throw error
  }
  return 'opened'
}

/** Encrypts raw bytes, padding included, to forge what an honest sender never sends. */
const encryptRaw = (bytes: Buffer): string => {
  const key = Buffer.from(`${KEY}=`, 'base64')
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false)
  return Buffer.concat([cipher.update(bytes), cipher.final()]).toString('base64')
}

describe('published vectors', () => {
  // Tencent's own Java sample for official accounts (com.qq.weixin.mp.aes.WXBizMsgCryptTest), whose random
  // part is fixed; also in github.com/Wyl015/wuyiling.
  it('encrypts the Java sample to the published text', () => {
    const published =
      'jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=='
    const random = Buffer.from('aaaabbbbccccdddd')
    expect(encrypt(KEY, 'wxb11529c136998cb6', '我是中文abcd123', random)).toBe(published)
    expect(decrypt(KEY, 'wxb11529c136998cb6', published)).toBe('我是中文abcd123')
  })

  // Tencent's Python sample for official accounts (Sample.py, 2014), a compatible-mode body; also in
  // github.com/fotock/WXbizMsgCrypt-Node and github.com/wegostudio/wego.
  it('opens the Python sample: signature, message and appid', () => {
    const sealed =
      'hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpbUAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE='
    expect(sign('spamtest', '1409735669', '1320562132', sealed)).toBe(
      '5d197aaffba7e9b25a30732f161a50dee96bd5fa',
    )
    const message = readXml(decrypt(KEY, APP, sealed))
    expect(textOf(message, 'Content')).toBe('abcdteT')
    expect(textOf(message, 'MsgId')).toBe('6054768590064713728')
    expect(textOf(message, 'FromUserName')).toBe('oyORnuP8q7ou2gfYjqLzSIWZf0rs')
  })

  // Tencent's C# sample (Sample.cs); also in github.com/2830499544/VipCard.
  it('opens the C# sample: signature, message and appid', () => {
    const sealed =
      'RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=='
    expect(sign('QDG6eK', '1409659813', '1372623149', sealed)).toBe(
      '477715d11cdb4164915debcba66cb864d751f3e6',
    )
    const message = decrypt('jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', 'wx5823bf96d3bd56c7', sealed)
    expect(textOf(readXml(message), 'MsgType')).toBe('text')
  })

  // github.com/ericzhang-cn/ailingbot, a signature seen from WeChat.
  it('makes a signature seen in the wild', () => {
    const sealed = '9eOdb3odwWMVTiGRTm+uiVrx3SGwzjGyq6oWu4b2tWC51YbHQasEVD9ZdS6Nx+XBxB2C/qxZ8bl8+qRBUb8CVg=='
    expect(sign('jF9WQd6XtH7', '1647328566', '1648278214', sealed)).toBe(
      '0af7077e1d70aed01bf9a6f40b2b52a7536ec807',
    )
  })
})

describe('two independent implementations', () => {
  const oracle = new WXBizMsgCrypt('token123', KEY, APP)
  const texts = fc.string({ unit: 'binary', maxLength: 3000 })

  it('agree on signatures', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), fc.string(), fc.base64String(), (token, time, nonce, sealed) => {
        const ours = sign(token, String(time), nonce, sealed)
        expect(ours).toBe(getSignature(token, time, nonce, sealed))
        expect(new WXBizMsgCrypt(token || 't', KEY, APP).getSignature(String(time), nonce, sealed)).toBe(
          sign(token || 't', String(time), nonce, sealed),
        )
      }),
      runs(),
    )
  })

  it('open what we seal', () => {
    fc.assert(
      fc.property(texts, text => {
        const sealed = encrypt(KEY, APP, text)
        expect(wecomDecrypt(KEY, sealed)).toMatchObject({ message: text, id: APP })
        expect(oracle.decrypt(sealed)).toEqual({ message: text, id: APP })
      }),
      runs(),
    )
  })

  it('are opened by us', () => {
    fc.assert(
      fc.property(texts, text => {
        expect(decrypt(KEY, APP, wecomEncrypt(KEY, text, APP))).toBe(text)
        expect(decrypt(KEY, APP, oracle.encrypt(text))).toBe(text)
      }),
      runs(),
    )
  })
})

describe('sealing and opening', () => {
  it('gives back any text, whatever its length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), text => {
        expect(decrypt(KEY, APP, encrypt(KEY, APP, text))).toBe(text)
      }),
      runs(),
    )
    for (let length = 0; length <= 70; length++) {
      expect(decrypt(KEY, APP, encrypt(KEY, APP, 'x'.repeat(length)))).toHaveLength(length)
    }
  })

  it('refuses the message of another account', () => {
    expect(reasonOf(() => decrypt(KEY, APP, encrypt(KEY, 'wxffffffffffffffff', 'hi')))).toBe('appid')
    expect(reasonOf(() => decrypt(KEY, APP, encrypt(KEY, `${APP}0`, 'hi')))).toBe('appid')
  })

  it('refuses every wrong padding, also one that only its last byte makes look right', () => {
    const bare = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 0, 0, 2]), Buffer.from(`hi${APP}`)])
    const padded = (pad: number[]) => encryptRaw(Buffer.concat([bare, Buffer.from(pad)]))
    const room = 64 - bare.length
    expect(reasonOf(() => decrypt(KEY, APP, padded(Array(room).fill(room))))).toBe('opened')
    expect(reasonOf(() => decrypt(KEY, APP, padded(Array(room).fill(0))))).toBe('padding')
    expect(reasonOf(() => decrypt(KEY, APP, padded(Array(room).fill(33))))).toBe('padding')
    expect(reasonOf(() => decrypt(KEY, APP, padded([...Array(room - 1).fill(7), room])))).toBe('padding')
  })

  it('refuses a length that reaches beyond the message', () => {
    const forged = Buffer.alloc(64, 24)
    forged.writeUInt32BE(0xffffffff, 16)
    expect(reasonOf(() => decrypt(KEY, APP, encryptRaw(forged)))).toBe('length')
  })

  it('never throws anything but a CryptoError on bytes of any kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        expect(reasonOf(() => decrypt(KEY, APP, Buffer.from(bytes).toString('base64')))).not.toBe('opened')
      }),
      runs(500),
    )
    expect(reasonOf(() => decrypt(KEY, APP, '不是 base64'))).toBe('cipher')
    expect(reasonOf(() => decrypt('too-short', APP, encrypt(KEY, APP, 'hi')))).toBe('key')
  })

  it('opens with the previous key during a rotation and says which key it was', () => {
    const old = encrypt(OTHER_KEY, APP, 'before')
    expect(decryptWithAny([KEY, OTHER_KEY], APP, old)).toEqual({ message: 'before', key: OTHER_KEY })
    expect(decryptWithAny([KEY, OTHER_KEY], APP, encrypt(KEY, APP, 'after'))).toEqual({
      message: 'after',
      key: KEY,
    })
    expect(reasonOf(() => decryptWithAny([KEY], APP, old))).not.toBe('opened')
  })
})

describe('signatures', () => {
  it('differ in a single character and are told apart; lengths may differ', () => {
    const right = sign('token', '1', '2')
    expect(sameSecret(right, right)).toBe(true)
    expect(sameSecret(`${right.slice(0, -1)}${right.endsWith('0') ? '1' : '0'}`, right)).toBe(false)
    expect(sameSecret('', right)).toBe(false)
    expect(sameSecret(`${right}0`, right)).toBe(false)
  })
})
