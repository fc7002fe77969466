import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MenuButton } from '../../channels/wechat/menu.ts'
import { parseMenu } from '../../channels/wechat/menu-file.ts'
import type { FileProblem } from '../../domain/base/yaml-file.ts'
import { ENGINE_FLOWS, type Flow } from '../../flow/mod.ts'

export const MENU_FILE = 'menu.yaml'

interface Menu {
  menu: MenuButton[] | undefined
  problems: FileProblem[]
}

/**
 * The account's menu from OFFICE_DIR/menu.yaml, checked against the menu dialogue whose choices its keys start.
 * @returns no menu and no problem when the office has no such file.
 */
export const loadMenu = async (dir: string, flows: readonly Flow[], baseUrl: string): Promise<Menu> =>
  checkMenu(await readFile(join(dir, MENU_FILE), 'utf8').catch(() => undefined), flows, baseUrl)

/** @param text of menu.yaml; undefined when there is none */
export function checkMenu(text: string | undefined, flows: readonly Flow[], baseUrl: string): Menu {
  if (text === undefined) return { menu: undefined, problems: [] }
  const steps = Object.values(flows.find(f => f.id === ENGINE_FLOWS.menu)?.steps ?? {})
  const starts = steps.flatMap(s => (s.type === 'say' ? (s.choices ?? []).map(c => c.value) : []))
  return parseMenu(text, MENU_FILE, { starts, baseUrl })
}
