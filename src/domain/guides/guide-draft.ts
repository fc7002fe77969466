import { stringify } from 'yaml'

/** What is known of a guide that is still to be written. */
export interface GuideDraft {
  id: string
  /** What residents asked. */
  asked: readonly string[]
  title?: string
  /** What was answered: for the author, who puts it where it belongs. */
  note?: string
  department: string
  phone: string
  hours: string
  /** 2026-11-16 */
  updatedOn: string
}

const FILL_IN = '（请填写）'

/** The file of a new guide: valid as it is, with the office's own words to be filled in. */
export const guideDraft = ({
  id,
  asked,
  title = FILL_IN,
  note,
  department,
  phone,
  hours,
  updatedOn,
}: GuideDraft): string =>
  stringify(
    {
      id,
      title,
      aliases: [...asked],
      department,
      audience: 'personal',
      basis: [FILL_IN],
      conditions: [FILL_IN],
      steps: [FILL_IN],
      statutoryLimit: FILL_IN,
      promisedLimit: FILL_IN,
      feeBasis: FILL_IN,
      fee: FILL_IN,
      materials: [{ name: FILL_IN, form: FILL_IN }],
      window: FILL_IN,
      phone,
      hours,
      ...(note !== undefined && { note }),
      checked: false,
      updatedOn,
    },
    { lineWidth: 0 },
  )
