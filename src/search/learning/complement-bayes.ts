import { type Lessons, type Scorer, scorer } from './sparse.ts'

const SMOOTHING = 0.3

/**
 * Complement naive Bayes (Rennie and others 2003): each label is scored by the texts of all other labels, of which there
 * are more. Strong on few rows and on labels of unequal size.
 */
export function complementBayes(lessons: Lessons): Scorer {
  const { vectors, classes, labels, size } = lessons
  const inside = new Float64Array(labels * size)
  const all = new Float64Array(size)
  for (const [row, { ids, values }] of vectors.entries()) {
    for (let i = 0; i < ids.length; i++) {
      inside[classes[row]! * size + ids[i]!]! += values[i]!
      all[ids[i]!]! += values[i]!
    }
  }
  const weights = new Float64Array(labels * size)
  for (let c = 0; c < labels; c++) {
    let total = 0
    for (let id = 0; id < size; id++) total += all[id]! - inside[c * size + id]! + SMOOTHING
    for (let id = 0; id < size; id++) {
      weights[c * size + id] = -Math.log((all[id]! - inside[c * size + id]! + SMOOTHING) / total)
    }
  }
  // Centre over the labels, because only differences count.
  for (let id = 0; id < size; id++) {
    let mean = 0
    for (let c = 0; c < labels; c++) mean += weights[c * size + id]! / labels
    for (let c = 0; c < labels; c++) weights[c * size + id]! -= mean
  }
  return scorer(weights, lessons)
}
