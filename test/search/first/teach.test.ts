import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Lesson } from '../../../src/domain/talk/way.ts'
import { ROOT } from '../../../src/root.ts'
import { shippedModel } from '../../../src/search/first/shipped-model.ts'
import { taughtModel } from '../../../src/search/first/teach.ts'
import { read, traitsOf } from '../../../src/search/first/traits.ts'
import type { WantModel } from '../../../src/search/first/want-model.ts'
import { WANTS, type Want } from '../../../src/search/first/wants.ts'
import { runs } from '../../helpers/runs.ts'

/** What residents ordinarily write. */
const ORDINARY = readFileSync(join(ROOT, 'test/bench/first-words/questions.txt'), 'utf8')
  .trim()
  .split('\n')
  .map(line => traitsOf(read(line.split('\t')[0]!)))

const LESSONS: readonly (readonly [Lesson, Want])[] = [
  [{ text: '东头那个老毛病', way: 'matter', kind: 'complaint' }, 'complaint'],
  [{ text: '老地方又那样了', way: 'matter', kind: 'complaint' }, 'complaint'],
  [{ text: '屋里揭不开锅咯', way: 'matter', kind: 'help' }, 'help'],
  [{ text: '要是装个凉棚就安逸', way: 'matter', kind: 'suggestion' }, 'suggestion'],
  [{ text: '你们几点下班呀', way: 'question' }, 'question'],
  [{ text: '吃了没得', way: 'smallTalk' }, 'smallTalk'],
  [{ text: '他把钱弄走了', way: 'report' }, 'report'],
]

const wantedBy = (model: WantModel, text: string, want: Want) =>
  model.wanted(traitsOf(read(text)))[WANTS.indexOf(want)]!

const likeliest = (wanted: readonly number[]) => wanted.indexOf(Math.max(...wanted))

/** How far the probabilities of ordinary texts moved, on average, and the share of them that another want leads. */
function moved(model: WantModel) {
  let sum = 0
  let turned = 0
  for (const traits of ORDINARY) {
    const before = shippedModel().wanted(traits)
    const after = model.wanted(traits)
    sum += Math.max(...before.map((p, want) => Math.abs(p - after[want]!)))
    if (likeliest(before) !== likeliest(after)) turned++
  }
  return { mean: sum / ORDINARY.length, turned: turned / ORDINARY.length }
}

describe('the lessons of an office', () => {
  it('without any the model is the shipped one', () => expect(taughtModel([])).toBe(shippedModel()))

  it('move the words of a lesson its way, and ordinary texts hardly', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...LESSONS), { minLength: 1, selector: l => l[0].text }),
        taught => {
          const model = taughtModel(taught.map(([lesson]) => lesson))
          for (const [{ text }, want] of taught)
            expect(wantedBy(model, text, want), text).toBeGreaterThan(wantedBy(shippedModel(), text, want))
          const { mean, turned } = moved(model)
          expect(mean).toBeLessThan(0.01)
          expect(turned).toBeLessThan(0.01)
        },
      ),
      { ...runs(), numRuns: 8 },
    )
  })

  it('of one sort only, and some hundred of them, do not make everything that', () => {
    const places = ['东头', '西头', '南边', '后山', '老街', '沟边', '坝上', '桥下', '院坝', '巷子']
    const said = ['又那样了', '的老毛病', '还是那个样子', '你们来看嘛', '恼火得很', '没得人理']
    const lessons = places.flatMap(where =>
      said.flatMap(what =>
        ['', '哎，', '喂，'].map(begin => ({
          text: `${begin}${where}${what}`,
          way: 'matter' as const,
          kind: 'complaint' as const,
        })),
      ),
    )
    const { mean, turned } = moved(taughtModel(lessons))
    expect(mean).toBeLessThan(0.03)
    expect(turned).toBeLessThan(0.03)
  })

  it('the same lessons give the same model', () => {
    const lessons = LESSONS.map(([lesson]) => lesson)
    expect(taughtModel(lessons).weights).toEqual(taughtModel(lessons).weights)
  })
})
