import { describe, expect, it } from 'vitest'
import { categorySuggester, emergencyFinder } from '../../src/search/mod.ts'
import { sampleOffice } from './sample-office.ts'

const office = sampleOffice()
const suggest = categorySuggester(office.categories)
const emergencyIn = emergencyFinder(office.emergency)
const isUrgent = (text: string) =>
  office.categories.find(({ id }) => id === suggest(text)?.categoryId)?.urgent === true

describe('what is urgent, but not life', () => {
  it.each([
    '井盖没了',
    '下水道盖子没了',
    '停水三天',
    '水管爆了，水流了一路',
    '电线掉下来了',
    '高压线断了搭在田里',
    '停电两天了',
    '燃气停了',
    '天然气停了，做不了饭',
    '没暖气',
    '路塌了',
    '路塌了一半，车过不去',
    '公路塌方',
    '桥断了',
    '山体滑坡堵了路',
    '大树倒了横在路上',
    '护栏断了，下面是河',
  ])('%s: an urgent category, and no number to ring', text => {
    expect(isUrgent(text)).toBe(true)
    expect(emergencyIn(text)).toBeUndefined()
  })

  it.each([
    '路上有坑',
    '路灯坏了',
    '修路什么时候修完',
    '停车太难',
    '桥头的路灯不亮',
    '垃圾没人清',
    '水费太贵',
  ])('%s: not urgent', text => {
    expect(isUrgent(text)).toBe(false)
  })
})
