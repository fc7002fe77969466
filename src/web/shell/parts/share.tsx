import { sayRate } from '../../../domain/base/rate.ts'
import { ENOUGH_CASES } from '../../../domain/base/wilson.ts'

/** A share in large type. While there are few cases, the counts come before the percentage (NUMBERS, rule 8). */
export const BigShare = ({ part, whole }: { part: number; whole: number }) =>
  whole === 0 ? (
    <p class="number-big">无</p>
  ) : whole < ENOUGH_CASES ? (
    <p class="number-big">
      {part}/{whole} <small>件（{sayRate(part / whole)}，件数少，看件数）</small>
    </p>
  ) : (
    <p class="number-big">
      {sayRate(part / whole)}{' '}
      <small>
        {part}/{whole} 件
      </small>
    </p>
  )
