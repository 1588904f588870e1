import { expect, test } from 'vitest'
import { inTurn } from '#server/staff/passwords.ts'

test('two passwords are compared at a time and twenty wait; whoever comes on top is turned away, and nothing was done', async () => {
  let running = 0
  let most = 0
  const open: (() => void)[] = []
  const compare = async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise<void>((resolve) => open.push(resolve))
    running -= 1
  }
  const tries = Array.from({ length: 30 }, () => inTurn(compare))
  expect(await Promise.all(tries.slice(22))).toEqual(Array.from({ length: 8 }, () => null))
  let done = 0
  const counted = tries.slice(0, 22).map((each) =>
    each.then(() => {
      done += 1
    }),
  )
  while (done < 22) {
    open.shift()?.()
    await new Promise((resolve) => setImmediate(resolve))
  }
  await Promise.all(counted)
  expect([most, running]).toEqual([2, 0])
})

test('a comparison that fails gives its place back', async () => {
  const fails = () => inTurn(() => Promise.reject(new Error('no')))
  for (let times = 0; times < 5; times += 1) await expect(fails()).rejects.toThrow('no')
  expect(await inTurn(async () => 'yes')).toEqual({ done: 'yes' })
})
