import { FINGERPRINT_MEANING } from '../../domain/numbers/report-fingerprint.ts'

/** Groups of five digits that never break inside, to be compared by eye or read out on the phone. */
export const Fingerprint = ({ digits }: { digits: string }) => (
  <>
    <code class="fingerprint">
      {digits.split(' ').map((group, i) => (
        <span key={i}>{i === 0 ? group : ` ${group}`}</span>
      ))}
    </code>
    <small class="hint"> {FINGERPRINT_MEANING}</small>
  </>
)
