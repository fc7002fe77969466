import { describe, expect, it } from 'vitest'
import { columnFor } from '../../../src/domain/publish/column-for.ts'
import { sampleOffice } from '../../helpers/context.ts'

const { catalogue } = await sampleOffice()

describe('the column that a question means', () => {
  it.each([
    ['我们村的低保名单公示在哪', 'assistance'],
    ['种粮补贴公示在哪', 'subsidies'],
    ['东山村的账目在哪', undefined],
    ['村级财务公开在哪', 'village-affairs'],
    ['三公经费公开在哪', 'budget'],
    ['征地补偿标准在哪公示', 'land'],
    ['最近公开了什么', undefined],
    ['公示在哪里', undefined],
  ])('%s', (text, column) => expect(columnFor(catalogue, text)?.id).toBe(column))
})
