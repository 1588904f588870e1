import { describe, expect, test } from 'vitest'
import { appRouter } from '#server/router.ts'
import { roles } from '#shared/staff/roles.ts'
import { browser, callPath, personOfRole, refusalFrom, signedIn } from '#test/support/calls.ts'
import { openDesk, stateHash } from '#test/support/desk.ts'
import { writtenBy } from '#test/support/written.ts'
import { mutationCases } from './mutation-cases.ts'

const database = await openDesk()
const procedures = Object.entries(appRouter._def.procedures as Record<string, unknown>).map(
  ([path, procedure]) => {
    const { type, meta } = (
      procedure as { _def: { type: string; meta?: { who?: 'anybody' | readonly string[] } } }
    )._def
    return { path, type, who: meta?.who }
  },
)

const cases = mutationCases(database)

describe('every procedure', () => {
  test.each(procedures)('$path declares who may call it', ({ who }) => {
    expect(who, 'Build it with openProcedure or procedureFor(...roles) of server/trpc.ts.').toBeDefined()
    if (Array.isArray(who)) expect(who.filter((role) => !roles.includes(role))).toEqual([])
  })

  test.each(procedures.filter(({ who }) => who !== 'anybody'))(
    '$path refuses who is not signed in, and other roles',
    async ({ path, who }) => {
      const hash = await stateHash(database)
      expect(await refusalFrom(callPath(browser(database).caller, path, {}))).toMatchObject({
        code: 'SESSION_EXPIRED',
        retry: 'same-key',
      })
      expect(await refusalFrom(callPath(browser(database, 'A'.repeat(43)).caller, path, {}))).toMatchObject({
        code: 'SESSION_EXPIRED',
      })
      for (const role of roles.filter((each) => !who?.includes(each))) {
        const caller = await signedIn(database, personOfRole[role] ?? '')
        expect(await refusalFrom(callPath(caller, path, {}))).toMatchObject({ code: 'NOT_ALLOWED' })
      }
      expect(await stateHash(database)).toBe(hash)
    },
  )
})

describe('every mutation', () => {
  test('has a case here, and no case is left over', () => {
    const mutations = procedures.filter(({ type }) => type === 'mutation').map(({ path }) => path)
    const words =
      'A new mutation needs a case in test/server/mutation-cases.ts: it works, it is refused, twice gives once.'
    expect(Object.keys(cases).sort(), words).toEqual(mutations.sort())
  })

  test.each(Object.entries(cases))(
    '%s works, is refused for other roles and for one’s own, and twice gives once',
    async (path, each) => {
      const who = procedures.find((procedure) => procedure.path === path)?.who
      const input = await each.input()
      const caller = each.token
        ? browser(database, await each.token()).caller
        : await signedIn(database, each.as)

      const before = await stateHash(database)
      for (const role of who === 'anybody' ? [] : roles.filter((role) => !who?.includes(role))) {
        const other = await signedIn(database, personOfRole[role] ?? '')
        expect(await refusalFrom(callPath(other, path, input))).toMatchObject({ code: 'NOT_ALLOWED' })
      }
      if (typeof each.own === 'object') {
        const owner = await signedIn(database, each.own.as)
        expect(await refusalFrom(callPath(owner, path, input))).toMatchObject({ code: each.own.code })
      }
      expect(await stateHash(database), 'a refusal changed something').toBe(before)

      const { answer, events } = await writtenBy(database, () => callPath(caller, path, input))
      expect(events, 'an act leaves one event').toHaveLength(1)
      await each.works((input ?? {}) as Record<string, string>, answer as Record<string, unknown>)

      const after = await stateHash(database)
      if (each.again === 'same answer')
        expect(JSON.stringify(await callPath(caller, path, input))).toBe(JSON.stringify(answer))
      else if (each.again === 'harmless') await callPath(caller, path, input)
      else expect(await refusalFrom(callPath(caller, path, input))).toMatchObject({ code: each.again })
      const same = (hash: string) =>
        hash
          .split('\n')
          .filter((line) => each.again !== 'harmless' || !line.startsWith('drafts:'))
          .join('\n')
      expect(same(await stateHash(database)), 'the second time changed something').toBe(same(after))
    },
  )
})
