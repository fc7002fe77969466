import { expect, it } from 'vitest'
import { errorText } from '../../../src/usecases/base/claimed-run.ts'

const system = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: permission denied, mkdir '/mnt/nas'`), { code, ...(path && { path }) })

it('says in words what the system says of a folder, and which', () => {
  expect(errorText(system('EACCES', '/mnt/nas/huiyin'))).toBe('没有读写的权限：/mnt/nas/huiyin')
  expect(errorText(system('ENOSPC', '/mnt/nas/huiyin'))).toBe('磁盘满了：/mnt/nas/huiyin')
})

it('leaves other errors as they are, without what they quote', () => {
  expect(errorText(new Error('第 3 步没有做成'))).toBe('第 3 步没有做成')
  expect(
    errorText(Object.assign(new Error('x'), { name: 'PrismaClientKnownRequestError', code: 'P2002' })),
  ).toBe('PrismaClientKnownRequestError P2002')
})
