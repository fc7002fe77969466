import { findPersonalData } from '../../../domain/base/text/personal-data.ts'

/** A text with everything highlighted that may identify a person, also for screen readers. */
export function MarkedText({ text }: { text: string }) {
  const parts = []
  let at = 0
  for (const piece of findPersonalData(text)) {
    parts.push(text.slice(at, piece.from))
    parts.push(
      <mark key={piece.from} class="found" title="可能是个人信息">
        {piece.text}
      </mark>,
    )
    at = piece.to
  }
  parts.push(text.slice(at))
  return <>{parts}</>
}
