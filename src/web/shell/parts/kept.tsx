/** What was being typed when the session ended: carried through the sign-in, shown again after it. */
export interface Kept {
  /** The form's move, e.g. `draft`. */
  move: string
  fields: Record<string, string>
}

/** Carries it on, unseen, with the form it stands in. */
export const KeptFields = ({ kept }: { kept: Kept | undefined }) =>
  kept ? (
    <>
      <input type="hidden" name="keptMove" value={kept.move} />
      {Object.entries(kept.fields).map(([name, value]) => (
        <input type="hidden" name={`kept.${name}`} value={value} />
      ))}
    </>
  ) : null

/** The longest of what was typed: what its writer would miss most. */
export const mainText = ({ fields }: Kept): string =>
  Object.values(fields).reduce((longest, value) => (value.length > longest.length ? value : longest), '')
