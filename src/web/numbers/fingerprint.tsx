/**
 * A report's fingerprint: digits to compare with somebody else's. Lines break between groups only; read aloud it is single
 * digits, not five-digit numbers.
 * @param digits six groups of five, with blanks between them
 */
export const Fingerprint = ({ digits }: { digits: string }) => {
  const groups = digits.split(' ')
  const spoken = groups.map(group => [...group].join(' ')).join('，')
  return (
    <code class="fingerprint" role="img" aria-label={`台账指纹：${spoken}`}>
      {groups.map((group, i) => (
        <>
          {i > 0 && ' '}
          <span>{group}</span>
        </>
      ))}
    </code>
  )
}
