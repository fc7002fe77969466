import { describe, expect, it } from 'vitest'
import {
  ARTICLE_STATES,
  articleDigest,
  articleTitle,
  nextStep,
  titleIsCut,
} from '../../../src/domain/publish/articles.ts'

const standing = {
  version: 2,
  publishId: null,
  hasTraces: true,
  liveVersion: 2,
  newerPublished: false,
  newerQueued: false,
}

describe('the next step of an article', () => {
  it.each([
    ['queued', {}, 'draft', 'draft'],
    ['queued', { liveVersion: null }, 'draft', 'remove'],
    ['queued', { liveVersion: null, hasTraces: false }, 'draft', 'drop'],
    ['queued', { liveVersion: 3, hasTraces: false }, 'publish', 'drop'],
    ['queued', { hasTraces: false }, 'off', 'drop'],
    ['drafted', {}, 'draft', 'look'],
    ['drafted', {}, 'publish', 'submit'],
    ['drafted', {}, 'off', 'look'],
    ['drafted', { liveVersion: null }, 'publish', 'remove'],
    ['drafted', { liveVersion: 3 }, 'publish', 'remove'],
    ['drafted', { liveVersion: 3, newerQueued: true }, 'draft', 'rest'],
    ['drafted', { liveVersion: 3, newerQueued: true }, 'off', 'remove'],
    ['drafted', { liveVersion: null, newerQueued: true }, 'draft', 'remove'],
    ['submitted', {}, 'publish', 'settle'],
    ['submitted', { publishId: '1', liveVersion: null }, 'draft', 'ask'],
    ['published', {}, 'publish', 'rest'],
    ['published', { liveVersion: null }, 'off', 'remove'],
    ['published', { liveVersion: 3 }, 'publish', 'rest'],
    ['published', { liveVersion: 3, newerPublished: true }, 'draft', 'remove'],
    ['failed', {}, 'publish', 'rest'],
    ['failed', { liveVersion: null }, 'draft', 'remove'],
    ['failed', { liveVersion: null, hasTraces: false }, 'draft', 'rest'],
    ['removed', { liveVersion: null }, 'draft', 'rest'],
  ] as const)('%s %j, with %s: %s', (state, more, mode, step) => {
    expect(nextStep({ ...standing, state, ...more }, mode)).toBe(step)
  })

  it('with “off” puts nothing into the account and publishes nothing', () => {
    for (const state of ARTICLE_STATES)
      for (const publishId of [null, '1'])
        expect(['draft', 'submit']).not.toContain(nextStep({ ...standing, state, publishId }, 'off'))
  })
})

describe('the texts of an article', () => {
  it('a title has at most 32 characters, whatever they are', () => {
    expect(articleTitle(' 三季度  收支 ')).toBe('三季度 收支')
    expect(titleIsCut('三季度收支')).toBe(false)
    const long = '𬭊'.repeat(33)
    expect([...articleTitle(long)]).toHaveLength(32)
    expect(articleTitle(long).endsWith('…')).toBe(true)
    expect(titleIsCut(long)).toBe(true)
  })

  it('a summary stays within 128', () =>
    expect([...articleDigest('字'.repeat(500))].length).toBeLessThanOrEqual(128))
})
