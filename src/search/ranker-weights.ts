/**
 * The weights of rank(): a row for each part of a corpus's shape (constant, size, size²), a column for
 * each of FEATURES. Learned by listwise logistic regression on the dev questions of five public
 * collections, each counting the same, five-fold cross-validated; `npm run bench` measures them.
 */
// biome-ignore format: a table is read by column
export const WEIGHTS: readonly (readonly number[])[] = [
  [-0.321, -4.016, 4.06, 7.43, 1.504, 2.524, 2.901, 1.226, 1.257, 1.798, -0.517, -0.021],
  [-0.765, -0.293, 0.526, 6.11, 0.944, 0.588, -1.306, -0.4337, -0.803, -0.093, -0.509, 0.483],
  [-0.839, 1.232, -0.103, 0.861, 0.247, 0.177, -3.477, 1.567, -0.67, -0.296, -0.067, 0.314],
]
