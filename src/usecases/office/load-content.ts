import type { FileProblem } from '../../domain/base/yaml-file.ts'
import type { Guide } from '../../domain/guides/guide.ts'
import { parseGuides } from '../../domain/guides/guide-file.ts'
import { type CalendarYear, makeCalendar } from '../../domain/office/calendar.ts'
import { parseCalendar } from '../../domain/office/calendar-file.ts'
import type { Office } from '../../domain/office/office.ts'
import { parseOffice } from '../../domain/office/office-file.ts'
import { EMPTY_CATALOGUE } from '../../domain/publish/catalogue.ts'
import { parseCatalogue } from '../../domain/publish/catalogue-file.ts'
import type { Understanding } from '../../domain/talk/understanding.ts'
import type { Lesson } from '../../domain/talk/way.ts'
import { parseFlows } from '../../flow/mod.ts'
import {
  categorySuggester,
  emergencyFinder,
  firstContactRouter,
  guideIndex,
  taughtBy,
  taughtModel,
} from '../../search/mod.ts'
import type { Content } from '../base/context.ts'
import { type ContentFiles, inFolder, readContentFiles } from './content-files.ts'
import { checkMenu, MENU_FILE } from './load-menu.ts'

/** The office's files have mistakes; all of them, each with its place. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
  constructor(readonly problems: readonly FileProblem[]) {
    super(sayProblems(problems))
  }
}

const CATALOGUE_FILE = 'catalogue.yaml'

/** Formats problems for people: `dialogues/complaint.yaml:12 没有步骤 x。 可以……` */
export const sayProblems = (problems: readonly FileProblem[]): string =>
  [
    `内容文件有 ${problems.length} 处问题：`,
    ...problems.map(
      p =>
        `  ${p.file}:${p.line}${p.column ? `:${p.column}` : ''}  ${p.severity === 'warning' ? '（提醒）' : ''}${p.message}${p.suggestion ? `  ${p.suggestion}` : ''}`,
    ),
  ].join('\n')

interface Loaded {
  content: Content
  warnings: FileProblem[]
  /** What it was made of. */
  files: ContentFiles
}

/**
 * Reads and checks the office's content: office.yaml, menu.yaml, catalogue.yaml, calendar/, guides/, dialogues/.
 * @throws ContentError with every error of every file at once.
 */
export const loadContent = async (dir: string, now: Date): Promise<Loaded> =>
  checkContent(await readContentFiles(dir), now, dir)

/**
 * Checks files and makes content of them.
 * @param place where they are from, for the message when there is no office.yaml
 * @throws ContentError with every error of every file at once.
 */
export function checkContent(files: ContentFiles, now: Date, place: string): Loaded {
  const officeText = files.get('office.yaml')
  if (officeText === undefined) {
    throw new ContentError([
      {
        file: 'office.yaml',
        line: 1,
        message: `在 ${place} 里没有找到这个文件。请检查 OFFICE_DIR`,
        severity: 'error',
      },
    ])
  }
  const { office, problems } = parseOffice(officeText, 'office.yaml')

  const years: CalendarYear[] = []
  for (const { file, text } of inFolder(files, 'calendar')) {
    const parsed = parseCalendar(text, file)
    if (parsed.ok) years.push(parsed.calendar)
    else problems.push(...parsed.problems)
  }

  const catalogueText = files.get(CATALOGUE_FILE)
  const { catalogue = EMPTY_CATALOGUE, problems: catalogueProblems } =
    catalogueText === undefined ? { problems: [] } : parseCatalogue(catalogueText, CATALOGUE_FILE, office)
  problems.push(...catalogueProblems)

  const guides = parseGuides(inFolder(files, 'guides'))
  problems.push(...guides.problems)
  const flows = parseFlows(inFolder(files, 'dialogues'))
  problems.push(...flows.problems)
  problems.push(...checkMenu(files.get(MENU_FILE), flows.flows, 'https://office.example').problems)

  const errors = problems.filter(p => p.severity === 'error')
  if (errors.length > 0 || !office) throw new ContentError(errors)

  return {
    content: {
      office,
      former: { department: [], area: [], category: [] },
      calendar: makeCalendar(years),
      catalogue,
      guides: new Map(guides.guides.map(g => [g.id, g])),
      flows: flows.flows,
      ...understanding(office, guides.guides),
      suggestCategory: categorySuggester(office.categories),
      loadedAt: now,
    },
    warnings: problems.filter(p => p.severity === 'warning'),
    files,
  }
}

type Wordings = ReadonlyMap<string, readonly string[]>

/**
 * The search for guides and the routing of first messages. Built when it is first asked, because most commands never
 * ask it and building takes longer than the rest of their work.
 */
function understanding(
  office: Office,
  guides: readonly Guide[],
  wordings: Wordings = new Map(),
  lessons: readonly Lesson[] = [],
): Understanding {
  let built: Understanding | undefined
  const ready = () => {
    built ??= buildUnderstanding(office, guides, wordings, lessons)
    return built
  }
  return {
    findGuides: text => ready().findGuides(text),
    emergencyIn: text => ready().emergencyIn(text),
    classify: text => ready().classify(text),
    complains: text => ready().complains(text),
  }
}

function buildUnderstanding(
  office: Office,
  guides: readonly Guide[],
  wordings: Wordings,
  lessons: readonly Lesson[],
): Understanding {
  const index = guideIndex(
    guides.map(guide => ({ ...guide, aliases: [...guide.aliases, ...(wordings.get(guide.id) ?? [])] })),
    [office.name, office.shortName, ...office.areas.flatMap(area => [area.name, ...area.aliases])],
  )
  const findGuides = cacheLast((text: string) => index.find(text))
  const emergencyIn = cacheLast(emergencyFinder(office.emergency))
  const judge = firstContactRouter(emergencyIn, findGuides, taughtModel(lessons))
  const { classify, complains } = taughtBy(lessons, judge)
  return { findGuides, emergencyIn, classify: cacheLast(classify), complains: cacheLast(complains) }
}

/**
 * Texts up to 3,000 characters, a long complaint, are read whole. Of longer ones the beginning and the end are read.
 */
const READ = { whole: 3000, begin: 2400, end: 600 }

/**
 * Caches the last result, because a turn searches the same text several times, and limits the text's length: anybody
 * may send 20,000 characters, which took half a second.
 */
function cacheLast<T>(find: (text: string) => T): (text: string) => T {
  let last: { text: string; found: T } | undefined
  return text => {
    if (last?.text !== text) {
      const read = text.length > READ.whole ? `${text.slice(0, READ.begin)}\n${text.slice(-READ.end)}` : text
      last = { text, found: find(read) }
    }
    return last.found
  }
}

/**
 * The content with what officers accepted of residents' own words; guides themselves stay as the office wrote them.
 * @param lessons what to do with words, whatever the rules say of them
 */
export const withWordings = (
  content: Content,
  wordings: Wordings,
  lessons: readonly Lesson[] = [],
): Content =>
  wordings.size === 0 && lessons.length === 0
    ? content
    : { ...content, ...understanding(content.office, [...content.guides.values()], wordings, lessons) }
