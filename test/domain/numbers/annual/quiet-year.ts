import { disclosureTable } from '../../../../src/domain/numbers/annual/applications.ts'
import type { AnnualNumbers } from '../../../../src/domain/numbers/annual/numbers.ts'
import { spanOf } from '../../../../src/domain/numbers/digest.ts'
import type { Span } from '../../../../src/domain/numbers/tally.ts'
import { commentFigures, totalFigures } from '../../../../src/domain/publish/item-counts.ts'

/** A year in which nothing happened and nothing was filled in. */
export function quietYear(): AnnualNumbers & { span: Span } {
  const span = spanOf(
    { id: '2026', from: '2026-01-01', to: '2026-12-31' },
    new Date('2026-11-16T10:00+08:00'),
  )
  const names: Record<string, string> = { budget: '财政预决算', xihe: '西河村', '': '全镇' }
  const name = (id: string) => names[id] ?? id
  return {
    span,
    year: 2026,
    over: false,
    countedTo: '2026-11-16',
    office: { name: '青禾镇人民政府', phone: '0000-8810000', address: '青禾镇镇前路1号', site: null },
    names: { column: name, area: name, department: name },
    items: [],
    figures: totalFigures([]),
    telegram: null,
    comments: commentFigures([]),
    consultations: { opened: 0, concluded: 0, silent: 0 },
    normative: null,
    applications: disclosureTable([], span),
    cases: { cohort: 0, onTime: 0, overdue: 0 },
    late: [],
    failed: [],
    file: null,
    lastFile: null,
  }
}
