import { expect, test } from 'vitest'
import { keyName } from '#client/ui/keys.ts'

const pressed = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey', boolean>> = {}) =>
  keyName({ key, ctrlKey: false, metaKey: false, altKey: false, ...held })

test('Ctrl and ⌘ are one key to the desk', () => {
  expect(pressed('Enter', { ctrlKey: true })).toBe('Mod+Enter')
  expect(pressed('Enter', { metaKey: true })).toBe('Mod+Enter')
})

test('a letter is the same key with and without caps lock', () => {
  expect(pressed('C')).toBe('c')
  expect(pressed('?')).toBe('?')
})

test('a modifier alone and a dead key are no key', () => {
  expect(['Shift', 'Control', 'Meta', 'Dead', 'Process'].map((key) => pressed(key))).toEqual(
    Array(5).fill(null),
  )
  expect(pressed('c', { altKey: true })).toBeNull()
})
