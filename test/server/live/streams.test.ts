import { expect, test } from 'vitest'
import { oneOfFew } from '#server/live/few-streams.ts'

test('a session has six streams at most: the oldest ends when a seventh begins', () => {
  const ended: number[] = []
  const leave = [0, 1, 2, 3, 4, 5, 6].map((each) => oneOfFew('a session', () => ended.push(each)))
  expect(ended).toEqual([0])
  oneOfFew('another session', () => ended.push(99))
  expect(ended).toEqual([0])
  leave[3]?.()
  oneOfFew('a session', () => ended.push(7))
  expect(ended).toEqual([0])
})
