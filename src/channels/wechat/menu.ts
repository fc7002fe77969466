import { byteLength } from '../../domain/base/text/message-text.ts'
import type { WeChatApi } from './api.ts'

/** A button of the account's menu: one that acts, or one that opens up to five below it. */
export type MenuButton =
  | { name: string; key: string }
  | { name: string; url: string }
  | { name: string; below: readonly MenuButton[] }

/** Limits of 自定义菜单, in bytes; names that are too long are cut off on the phone. */
const LIMITS = { top: 3, below: 5, topName: 16, belowName: 60, key: 128, url: 1024 }

/** A problem that WeChat would refuse, with the path of its button, e.g. `[0, 'below', 2]`. */
interface MenuProblem {
  path: (string | number)[]
  message: string
}

/** All problems that WeChat would refuse, in Chinese, for the person who edits the menu. */
export function menuProblems(menu: readonly MenuButton[]): MenuProblem[] {
  const problems: MenuProblem[] = []
  if (menu.length < 1 || menu.length > LIMITS.top)
    problems.push({ path: [], message: `一级菜单要有 1–${LIMITS.top} 个，现在有 ${menu.length} 个` })
  for (const [i, button] of menu.entries()) {
    problems.push(...buttonProblems(button, LIMITS.topName, [i]))
    if (!('below' in button)) continue
    if (button.below.length < 1 || button.below.length > LIMITS.below) {
      const message = `“${button.name}”下面要有 1–${LIMITS.below} 个，现在有 ${button.below.length} 个`
      problems.push({ path: [i, 'below'], message })
    }
    for (const [k, sub] of button.below.entries()) {
      const path = [i, 'below', k]
      problems.push(...buttonProblems(sub, LIMITS.belowName, path))
      if ('below' in sub) problems.push({ path, message: `“${sub.name}”下面不能再分级` })
    }
  }
  return problems
}

function buttonProblems(button: MenuButton, nameLimit: number, path: MenuProblem['path']): MenuProblem[] {
  const { name } = button
  const found: string[] = []
  if (name === '' || byteLength(name) > nameLimit) {
    found.push(`“${name}”的名称要有 1–${nameLimit} 个字节（一个汉字三个字节）`)
  }
  if ('key' in button && (button.key === '' || byteLength(button.key) > LIMITS.key)) {
    found.push(`“${name}”的 key 要有 1–${LIMITS.key} 个字节`)
  }
  if ('url' in button && (!/^https?:\/\//.test(button.url) || byteLength(button.url) > LIMITS.url)) {
    found.push(`“${name}”的网址要以 http:// 或 https:// 开头，不超过 ${LIMITS.url} 个字节`)
  }
  return found.map(message => ({ path, message }))
}

const toWeChat = (button: MenuButton): object => {
  const { name } = button
  if ('below' in button) return { name, sub_button: button.below.map(toWeChat) }
  return 'key' in button ? { type: 'click', name, key: button.key } : { type: 'view', name, url: button.url }
}

/** Replaces the whole menu. @throws WeChatError; call `menuProblems` first. */
export async function publishMenu(api: WeChatApi, menu: readonly MenuButton[]): Promise<void> {
  await api.post('/cgi-bin/menu/create', { button: menu.map(toWeChat) })
}

/**
 * Makes a scene QR code that never expires (生成带参数二维码, at most 100,000 an account): a scan comes back as an event with
 * this scene, 1–64 characters.
 * @returns the content of the code, which we draw.
 * @throws WeChatError
 */
export async function createSceneCode(api: WeChatApi, scene: string): Promise<{ url: string }> {
  const { url } = await api.post('/cgi-bin/qrcode/create', {
    action_name: 'QR_LIMIT_STR_SCENE',
    action_info: { scene: { scene_str: scene } },
  })
  if (typeof url !== 'string') throw new Error('the answer has no address')
  return { url }
}
