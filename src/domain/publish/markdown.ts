import MarkdownIt from 'markdown-it'

/**
 * Renders the text of an item. Raw HTML is shown as text, links go to the web, a mailbox or a phone only, and pictures are left out:
 * photos of an item are its files, which were redrawn.
 */

const SAFE_LINK = /^(?:https?:\/\/|mailto:|tel:|\/(?!\/)|#)/i

const md = new MarkdownIt({ html: false, linkify: false, typographer: false, breaks: true })
md.disable('image')
md.validateLink = url => SAFE_LINK.test(url.trim())
// The page has the h1: an author's highest level is its second, whichever that is.
md.core.ruler.push('headings-and-cells', state => {
  const levels = state.tokens.filter(t => t.type === 'heading_open').map(t => Number(t.tag.slice(1)))
  const lower = 2 - Math.min(...levels)
  for (const token of state.tokens) {
    // The content policy forbids inline styles.
    if (String(token.attrGet('style') ?? '').includes('right')) token.attrs = [['class', 'right']]
    else if (token.attrGet('style')) token.attrs = null
    if (token.type !== 'heading_open' && token.type !== 'heading_close') continue
    const level = Math.min(6, Number(token.tag.slice(1)) + lower)
    token.tag = `h${level}`
  }
})
// A wide table scrolls by itself, not the page; with the keyboard, too.
md.renderer.rules['table_open'] = () =>
  '<div class="scroll" tabindex="0" role="group" aria-label="表格"><table class="list">\n'
md.renderer.rules['table_close'] = () => '</table></div>\n'

/** The text as HTML that is safe to put into a page. */
export const renderMarkdown = (text: string): string => md.render(text)

/** The text without its signs, for search results, feeds and messages. */
export function plainText(text: string): string {
  const words: string[] = []
  for (const token of md.parse(text, {})) {
    if (token.type === 'inline')
      words.push(
        (token.children ?? [])
          .map(child => (child.type === 'softbreak' || child.type === 'hardbreak' ? ' ' : child.content))
          .join(''),
      )
    else if (token.type === 'fence' || token.type === 'code_block') words.push(token.content)
  }
  return words
    .map(word => word.trim())
    .filter(Boolean)
    .join(' ')
}

/** The beginning of the plain text. */
export function excerpt(text: string, length = 90): string {
  const plain = [...plainText(text)]
  return plain.length <= length ? plain.join('') : `${plain.slice(0, length).join('')}…`
}
