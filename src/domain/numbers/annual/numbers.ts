import type { CivilDate } from '../../base/civil-date.ts'
import type {
  CommentFigures,
  ConsultationFigures,
  ItemFigures,
  PlacedCount,
} from '../../publish/item-counts.ts'
import type { NormativeFigures } from '../../publish/normative.ts'
import type { DisclosureTable } from './applications.ts'
import type { AnnualFile } from './office-file.ts'
import type { PlaceNames } from './published.ts'

/** All numbers of an annual report. */
export interface AnnualNumbers {
  year: number
  /** Whether the year is over: the numbers are final. */
  over: boolean
  /** The last day that is counted. */
  countedTo: CivilDate
  office: { name: string; phone: string; address: string; site: string | null }
  names: PlaceNames
  items: readonly PlacedCount[]
  /** Of `items`. */
  figures: ItemFigures
  /** Messages with public information that were sent to followers on Telegram; null where nothing counts them. */
  telegram: number | null
  comments: CommentFigures
  consultations: ConsultationFigures
  /** Null when the catalogue marks no column. */
  normative: NormativeFigures | null
  applications: DisclosureTable
  /** Applications by the dashboard's rules. */
  cases: { cohort: number; onTime: number; overdue: number }
  /** How often a column was said to be late; an empty areaId is the whole office. */
  late: readonly { columnId: string; areaId: string; n: number }[]
  /** Other check rules that fail: the flow of all cases. */
  failed: readonly string[]
  file: AnnualFile | null
  /** Of the year before, for what was in force at its end. */
  lastFile: AnnualFile | null
}
