/** The text being typed when the session ended, kept through the sign-in and shown again after it. */
export interface Kept {
  /** The form's move, e.g. `draft`. */
  move: string
  fields: Record<string, string>
}

/** Hidden fields that carry the kept text with a form. */
export const KeptFields = ({ kept }: { kept: Kept | undefined }) =>
  kept ? (
    <>
      <input type="hidden" name="keptMove" value={kept.move} />
      {Object.entries(kept.fields).map(([name, value]) => (
        <input type="hidden" name={`kept.${name}`} value={value} />
      ))}
    </>
  ) : null

/** The longest kept field, which its writer would miss most. */
export const mainText = ({ fields }: Kept): string =>
  Object.values(fields).reduce((longest, value) => (value.length > longest.length ? value : longest), '')
