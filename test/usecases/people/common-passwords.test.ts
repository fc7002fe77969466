import { expect, test } from 'vitest'
import { whyNoPassword } from '../../../src/usecases/people/common-passwords.ts'
import { cpuTime } from '../../helpers/cpu-time.ts'

const owner = { login: 'zhaowei', names: ['赵伟', '青禾镇人民政府', '青禾镇'] }

test.each([
  'zhang123456',
  'woaini1314520',
  'iloveyou1314',
  'zhangwei1990',
  'wangxiaoming123',
  'WangXiaoMing@123',
  'wang.xiaoming.2026',
  'woaizhongguo888',
  'woshishui2026',
  'wodemima123456',
  'zhaowei19900101',
  'Zhaowei@2026!',
  'zw19900101zw',
  'qinghezhen2026',
  'qinghe@123456',
  'huiyin@2026',
  'shouli2026!',
  'bangongshi2026',
  'ceshi123456',
  'Summer2026!!',
  'p@ssw0rd2026!',
  'P@$$w0rd123',
  'Iloveyou520!',
  '13800138000',
  '5201314520',
  '1990010119900101',
  '1qaz@WSX3edc',
  'qwer1234asdf',
  'zxcvbnm,./123',
  'a1b2c3d4e5f6',
  'abcd.1234.abcd',
  'football2026',
  'sunshine123!',
  'trustno1trustno1',
  'monkey12345678',
  '青青青青青青青青青青',
])('%s is refused, with what to do', async password => {
  expect(await whyNoPassword(password, owner)).toMatch(/请换一句好记的话|密码不能只在登录名/)
})

test.each([
  '青禾镇的早晨很安静。',
  '桥头的路灯又亮了真好',
  'dongshan-liushu-2871',
  'liushu-beigou-nanping-0042',
  'kx8Wq2mTzp',
  'my dog hates mondays',
  'correct horse battery staple',
  'Tq7#vLm9!xRa',
  '路灯kx8Wq2m坏',
  `${'x'.repeat(20)}Tq7#vLm9!xRaKp2w`,
])('%s is taken', async password => {
  expect(await whyNoPassword(password, owner)).toBeUndefined()
})

test('the longest password costs little', async () => {
  const used = cpuTime()
  await whyNoPassword('pa55w0rd@dr0w55ap$1l0v3y0u!'.repeat(7), owner)
  expect(used()).toBeLessThan(3000)
})
