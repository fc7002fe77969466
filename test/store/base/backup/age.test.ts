import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { Decrypter, Encrypter } from 'age-encryption'
import { describe, expect, it } from 'vitest'
import { decrypt, encrypt } from '../../../../src/store/base/backup/age.ts'

const PASSPHRASE = '四个词 and a half'
const TEXT = Buffer.from('件件有回音\n'.repeat(20_000))
/** Little work: it is not what is tested. */
const WORK = 4

describe('encryption with a passphrase', () => {
  it('is what the age library itself decrypts, and decrypts what the library encrypts', async () => {
    const sealed = await buffer(await encrypt(Readable.from([TEXT]), PASSPHRASE, WORK))
    expect(sealed.subarray(0, 22).toString()).toBe('age-encryption.org/v1\n')
    expect(sealed.includes('回音')).toBe(false)
    const decrypter = new Decrypter()
    decrypter.addPassphrase(PASSPHRASE)
    expect(Buffer.from(await decrypter.decrypt(new Uint8Array(sealed)))).toEqual(TEXT)

    const encrypter = new Encrypter()
    encrypter.setPassphrase(PASSPHRASE)
    encrypter.setScryptWorkFactor(WORK)
    const theirs = Buffer.from(await encrypter.encrypt(new Uint8Array(TEXT)))
    expect(await buffer(await decrypt(Readable.from([theirs]), PASSPHRASE))).toEqual(TEXT)
  })

  it('asks for the work that age programs ask for', async () => {
    const sealed = await buffer(await encrypt(Readable.from([TEXT]), PASSPHRASE))
    expect(sealed.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> scrypt \S{22} 18\n/)
  })

  it('says when the passphrase is another, without repeating either', async () => {
    const sealed = await buffer(await encrypt(Readable.from([TEXT]), PASSPHRASE, WORK))
    const failed = await decrypt(Readable.from([sealed]), 'another passphrase').catch((e: Error) => e)
    expect(failed).toMatchObject({ name: 'BackupProblem', message: expect.stringContaining('口令不对') })
    expect(String((failed as Error).stack)).not.toMatch(/四个词|another/)
  })

  it.each([21, 63, 99])('does not do the work of 2^%i that a hostile file asks for', async work => {
    const sealed = await buffer(await encrypt(Readable.from([TEXT]), PASSPHRASE, WORK))
    const at = sealed.indexOf(` ${WORK}\n`)
    const hostile = Buffer.concat([sealed.subarray(0, at), Buffer.from(` ${work}`), sealed.subarray(at + 2)])
    await expect(decrypt(Readable.from([hostile]), PASSPHRASE)).rejects.toThrow()
  })
})
