import { randomBytes } from 'node:crypto'
import { Refusal } from '../../domain/base/errors.ts'
import { isReadable, tidyLine } from '../../domain/base/text/visible-text.ts'
import type { Office } from '../../domain/office/office.ts'
import type { Actor } from '../../domain/people/actor.ts'
import { may } from '../../domain/people/policy.ts'
import {
  addSceneCode,
  findSceneCode,
  listSceneCodes,
  type SceneCode,
} from '../../store/office/scene-codes.ts'
import type { Content, Context } from '../base/context.ts'

/** A code with the words for its place: `东山村`, `镇政府 3 号窗口`, or both. */
export interface PlacedCode extends SceneCode {
  place: string
}

/** The place of a code, in words; a village that is no longer in office.yaml has no name. */
export const placeName = (
  { office }: Pick<Content, 'office'>,
  code: Pick<SceneCode, 'areaId' | 'window'>,
): string => [areaName(office, code.areaId), code.window].filter(Boolean).join(' ')

const areaName = (office: Office, id: string | null) => office.areas.find(a => a.id === id)?.name ?? ''

const demand = (by: Actor) => {
  if (!may(by, 'manageScenes')) throw new Refusal('forbidden', '您的角色不能管理二维码。')
}

/** @throws Refusal `forbidden` */
export async function sceneCodes(ctx: Context, by: Actor): Promise<PlacedCode[]> {
  demand(by)
  return (await listSceneCodes(ctx.db.read)).map(code => ({ ...code, place: placeName(ctx.content(), code) }))
}

/** @throws Refusal `forbidden`, `not_found` */
export async function sceneCode(ctx: Context, scene: string, by: Actor): Promise<PlacedCode> {
  demand(by)
  const code = await findSceneCode(ctx.db.read, scene)
  if (!code) throw new Refusal('not_found', '没有这个二维码。')
  return { ...code, place: placeName(ctx.content(), code) }
}

/**
 * Makes the code of a village or a hall window; the same place again gives the code it has.
 * @throws Refusal `forbidden`, `invalid_field`, `unavailable` when WeChat is not connected or refuses, in words.
 */
export async function makeSceneCode(
  ctx: Context,
  input: { areaId?: string | undefined; window?: string | undefined },
  by: Actor,
): Promise<PlacedCode> {
  demand(by)
  const { office } = ctx.content()
  const areaId = input.areaId || null
  const window = tidyLine(input.window ?? '') || null
  const wrong = (path: string, message: string) =>
    new Refusal('invalid_field', `${message}。`, { errors: [{ path, message }] })
  if (areaId === null && window === null) throw wrong('window', '请选村（社区），或写窗口')
  if (areaId !== null && !office.areas.some(a => a.id === areaId)) throw wrong('area', '没有这个村（社区）')
  if (window !== null && !isReadable(window)) throw wrong('window', '窗口写几个字')
  if (window !== null && [...window].length > 30) throw wrong('window', '窗口最多写 30 个字')
  const known = (await listSceneCodes(ctx.db.read)).find(c => c.areaId === areaId && c.window === window)
  if (known) return { ...known, place: placeName(ctx.content(), known) }
  const channel = ctx.channels.get('wechat')
  if (!channel?.makeSceneCode) throw new Refusal('unavailable', '没有接入微信公众号，做不了二维码。')
  const scene = `place-${randomBytes(6).toString('hex')}`
  // WeChat is called outside any transaction; a code that is made but not stored costs one of 100,000.
  const { url } = await channel.makeSceneCode(scene)
  const code = await ctx.db.inTransaction(tx =>
    addSceneCode(tx, { scene, areaId, window, url, createdAt: ctx.now() }),
  )
  return { ...code, place: placeName(ctx.content(), code) }
}
