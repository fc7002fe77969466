import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MenuButton } from '../../channels/wechat/menu.ts'
import { parseMenu } from '../../channels/wechat/menu-file.ts'
import type { FileProblem } from '../../domain/base/yaml-file.ts'
import { ENGINE_FLOWS, type Flow } from '../../flow/mod.ts'

export const MENU_FILE = 'menu.yaml'

/**
 * The account's menu from OFFICE_DIR/menu.yaml, checked against the menu dialogue whose choices its keys start.
 * @returns no menu and no problem when the office has no such file.
 */
export async function loadMenu(
  dir: string,
  flows: readonly Flow[],
  baseUrl: string,
): Promise<{ menu: MenuButton[] | undefined; problems: FileProblem[] }> {
  const text = await readFile(join(dir, MENU_FILE), 'utf8').catch(() => undefined)
  if (text === undefined) return { menu: undefined, problems: [] }
  const steps = Object.values(flows.find(f => f.id === ENGINE_FLOWS.menu)?.steps ?? {})
  const starts = steps.flatMap(s => (s.type === 'say' ? (s.choices ?? []).map(c => c.value) : []))
  return parseMenu(text, MENU_FILE, { starts, baseUrl })
}
