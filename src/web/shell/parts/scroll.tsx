import type { ComponentChildren } from 'preact'

/** A scrolling frame for a wide table. It can be focused, so that arrow keys scroll it. */
export const Scroll = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, what scrolls must scroll by keyboard
  <section class="scroll" tabIndex={0} aria-label={label}>
    {children}
  </section>
)
