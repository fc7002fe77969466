import type { ComponentChildren } from 'preact'

/** A wide table scrolls in its own frame; the frame takes the focus so that arrow keys move it. */
export const Scroll = ({ label, children }: { label: string; children: ComponentChildren }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, what scrolls must scroll by keyboard
  <section class="scroll" tabIndex={0} aria-label={label}>
    {children}
  </section>
)
