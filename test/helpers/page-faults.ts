import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** The accessibility rules that an open page breaks, with the elements, and by how much it is wider than its screen. */
export async function pageFaults(page: Page): Promise<string[]> {
  // Our pages have no frames. For those of another site axe would open a second, empty page each time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze()
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return [
    ...violations.map(v => `${v.id} ${v.nodes.map(n => n.target.join(' ')).join(', ')}`),
    ...(over > 0 ? [`${over} px too wide`] : []),
  ]
}
