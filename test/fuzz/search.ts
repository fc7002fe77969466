import fc from 'fast-check'
import { mattersIn, placeIn, sinceIn, summaryOf } from '../../src/search/mod.ts'
import { sampleOffice } from '../helpers/context.ts'
import type { FuzzTarget } from './target.ts'
import { anyText } from './texts.ts'

/** Everything that reads a resident's words before a person does. */
export const search: FuzzTarget = {
  name: 'search',
  holds: 'reads any text without failing, and says the same of it twice',
  tries: 60,
  async open() {
    const content = await sampleOffice()
    const understand = (text: string) => ({
      guides: content.findGuides(text),
      emergency: content.emergencyIn(text),
      kind: content.classify(text),
      complains: content.complains(text),
      category: content.suggestCategory(text),
      matters: mattersIn(text),
      place: placeIn(text),
      since: sinceIn(text),
      summary: summaryOf(text),
    })
    return {
      property: fc.asyncProperty(anyText, async text => {
        const said = JSON.stringify(understand(text))
        understand('另一句话')
        if (JSON.stringify(understand(text)) !== said)
          throw new Error('it says something else the second time')
        const { matters } = understand(text)
        if (matters.some(m => JSON.stringify(m).length > JSON.stringify(text).length * 4 + 2000))
          throw new Error('a matter is longer than what was said')
      }) as fc.IAsyncProperty<[unknown]>,
      close: async () => {},
    }
  },
}
