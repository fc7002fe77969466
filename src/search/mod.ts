/** The public interface of the search room. All of it is pure. */
export { type Alike, alike, type Comparable, SAME_MATTER, SAME_TEXT } from './duplicates.ts'
export { emergencyFinder } from './emergency.ts'
export { taughtBy } from './first/taught-by.ts'
export { taughtModel } from './first/teach.ts'
export { firstContactRouter } from './first-contact.ts'
export { type GuideIndex, guideIndex } from './guide-index.ts'
export { placeIn } from './particulars/place.ts'
export { sinceIn } from './particulars/since.ts'
export {
  type LabelledText,
  type Prediction,
  type RoutedText,
  type RouterModel,
  train,
  trainGently,
} from './router.ts'
export {
  createIndex,
  type Entry,
  type Hit,
  type SearchIndex,
  type SearchIndexOptions,
  type SearchResult,
} from './search-index.ts'
export { mattersIn } from './several-matters.ts'
export { type CategorySuggestion, categorySuggester } from './suggest-category.ts'
export { keySentenceOf, summaryOf } from './summary.ts'
export { type Expansion, RESIDENT_WORDS } from './words/synonyms.ts'
export { featuresOf, normalise, sameWords } from './words/text.ts'
