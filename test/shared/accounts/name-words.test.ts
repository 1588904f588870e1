import { describe, expect, it } from 'vitest'
import { nameWords, searchWords } from '#shared/accounts/name-words.ts'

/** As the search does it: each typed word is the start of one of the name's words. */
const finds = (typed: string, name: string) => {
  const words = nameWords(name).split(' ')
  return searchWords(typed).every((part) => words.some((word) => word.startsWith(part)))
}

describe('names are found as people type them', () => {
  it.each([
    ['obrien sean', 'Seán O’Brien'],
    ["o'brien", "Siobhán O'Brien"],
    ['o brien', "Siobhán O'Brien"],
    ['nguyen duc', 'Nguyễn Đức'],
    ['lopez obrador', 'José Lopez Obrador'],
    ['munoz', 'María Muñoz'],
    ['delacruz', 'Pilar de la Cruz'],
    ['de la cruz', 'Pilar de la Cruz'],
    ['mc donald', 'Niamh McDonald'],
    ['mcdonald', 'Niamh McDonald'],
    ['st james', 'Thomas St. James'],
    ['smith jones', 'Ann Smith-Jones'],
    ['cafe patel', 'Patel Café LLC'],
    ['soren', 'Søren Sørensen'],
    ['strasse', 'Straße GmbH'],
    ['BJÖRN', 'Björn Ångström'],
  ])('"%s" finds %s', (typed, name) => {
    expect(finds(typed, name)).toBe(true)
  })
  it('does not find another', () => {
    expect(finds('smith bob', 'Ann Smith')).toBe(false)
  })
  it('holds no spaces or marks, whatever comes', () => {
    expect(searchWords(' --- ')).toEqual([])
    expect(nameWords("  Zoë   D'Angelo ")).toBe('zoe dangelo angelo')
  })
})
