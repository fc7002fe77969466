import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Logger, pino } from 'pino'
import { readConfig } from '../../src/config.ts'
import { findCaseNumbers } from '../../src/domain/base/text/case-number.ts'
import { run, type Service } from '../../src/main.ts'
import { ROOT } from '../../src/root.ts'
import { moveCase } from '../../src/usecases/cases/moving/move-case.ts'
import type { PictureChange } from '../../src/usecases/cases/public/reply-pictures.ts'
import { viewCase } from '../../src/usecases/cases/shown/view-case.ts'
import { type StandInOptions, textOf, WeChatResident, WeChatStandIn } from '../tools/stand-in/wechat/mod.ts'
import { assignCase } from './cases.ts'
import { type Clock, clockAt, officer } from './context.ts'

export const ACCOUNT = {
  appId: 'wx00000000000e2e',
  appSecret: 'a-secret-of-the-test',
  token: 'tokenOfTheTest',
  aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
}

/** A whole running service with an official account, and the stand-in for WeChat on the other side. Safe mode. */
export interface WeChatOffice {
  clock: Clock
  wechat: WeChatStandIn
  service: Service
  resident(openId: string): WeChatResident
  /** Says one thing, a minute after the last; what came back on the same connection. */
  says(who: WeChatResident, text: string): Promise<string>
  /** Complains as a resident does, answering what the bot asks. @returns the number. */
  complains(who: WeChatResident): Promise<string>
  /** The office's whole way to an approved answer: dispatcher, clerk, reviewer. */
  answers(number: string, text: string, pictures?: PictureChange['add']): Promise<void>
  view(number: string): ReturnType<typeof viewCase>
  stop(): Promise<void>
}

/** Opens on Monday 2 November 2026, ten in the morning. */
export async function wechatOffice(
  options: { account?: StandInOptions['account']; settings?: Record<string, string>; log?: Logger } = {},
): Promise<WeChatOffice> {
  const clock = clockAt('2026-11-02T10:00+08:00')
  const dir = mkdtempSync(join(tmpdir(), 'huiyin-wechat-'))
  const account = options.account ?? 'service'
  const wechat = await new WeChatStandIn({ ...ACCOUNT, now: clock, account }).start()
  const config = readConfig({
    PORT: '0',
    DATA_DIR: dir,
    OFFICE_DIR: join(ROOT, 'flows'),
    BASE_URL: 'https://office.example',
    WECHAT_APP_ID: ACCOUNT.appId,
    WECHAT_APP_SECRET: ACCOUNT.appSecret,
    WECHAT_TOKEN: ACCOUNT.token,
    WECHAT_AES_KEY: ACCOUNT.aesKey,
    WECHAT_API_BASE: wechat.base,
    WECHAT_ACCOUNT: account,
    ...options.settings,
  })
  const service = await run(config, { now: clock, log: options.log ?? pino({ level: 'silent' }) })
  const { ctx } = service
  const by = {
    dispatcher: await officer(ctx, 'dispatcher', '张三'),
    clerk: await officer(ctx, 'clerk', '李四', 'construction'),
    reviewer: await officer(ctx, 'reviewer', '赵五'),
  }
  const says = async (who: WeChatResident, text: string) => {
    clock.advance(1)
    return textOf(await who.text(text))
  }
  return {
    clock,
    wechat,
    service,
    says,
    resident: openId =>
      new WeChatResident(openId, {
        url: `${service.address}/channels/wechat`,
        now: clock,
        residents: wechat.residents,
        ...ACCOUNT,
      }),
    async complains(who) {
      await says(who, '投诉')
      let asked = await says(who, `${who.openId} 门口的路灯坏了半个月没人修`)
      for (let turns = 0; turns < 10; turns++) {
        const number = findCaseNumbers(asked)[0]?.number
        if (number && /登记好了/.test(asked)) return number
        asked = await says(who, answerTo(asked))
      }
      throw new Error(`no number: ${asked}`)
    },
    async answers(number, text, pictures = []) {
      await assignCase(ctx, number, by.dispatcher)
      await moveCase(ctx, number, 'draft', { text }, by.clerk, { pictures: { add: pictures, drop: [] } })
      await moveCase(ctx, number, 'submit', {}, by.clerk)
      await moveCase(ctx, number, 'approve', {}, by.reviewer)
    },
    view: number => viewCase(ctx, number, by.dispatcher),
    async stop() {
      await service.stop()
      await wechat.stop()
      rmSync(dir, { recursive: true, force: true })
    },
  }
}

const answerTo = (asked: string): string =>
  /哪个村/.test(asked) ? '东山村' : /对不对/.test(asked) ? '确认' : /同一/.test(asked) ? '不是' : '跳过'
