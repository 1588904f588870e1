import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import type { Programme } from '#shared/programmes/document.ts'
import { sentencesOf } from '#shared/programmes/sentences.ts'

const folder = new URL('../../../programmes/', import.meta.url)
const ids = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))

it.each(ids)('%s reads as sentences for people: whole, and without a mark that a machine fills in', (id) => {
  const programme = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Programme
  const sections = sentencesOf(programme)
  expect(sections.flatMap(({ title, sentences }) => (sentences.length === 0 ? [title] : []))).toEqual([])
  const said = sections.flatMap(({ sentences }) => sentences)
  expect(said.filter((sentence) => /[{}]|undefined|null|\[object/.test(sentence))).toEqual([])
  expect(said.filter((sentence) => !/[.?!”)]$/.test(sentence.trim()))).toEqual([])
})
