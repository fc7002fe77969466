import { expect, it } from 'vitest'
import { rateChart } from '../../../../src/usecases/numbers/report/charts.ts'

it('draws each on-time rate at its height; a period with nothing due is a gap, not 0 and not 100 %', async () => {
  const svg = await rateChart([
    { name: '2026-W45', cohort: 4, onTime: 1 },
    { name: '2026-W46', cohort: 4, onTime: 3 },
    { name: '2026-W47', cohort: 0, onTime: 0 },
  ])
  const height = (label: string) =>
    Number(new RegExp(`translate\\(40 (\\d+)\\)[^>]*>${label}<`).exec(svg)![1])
  const [none, all] = [height('0%'), height('100%')]
  const points = [...svg.matchAll(/matrix\(2\.5,0,0,2\.5,[\d.]+,([\d.]+)\)/g)].map(m => Number(m[1]))
  expect(points.map(y => (none - y) / (none - all))).toEqual([0.25, 0.75])
})
