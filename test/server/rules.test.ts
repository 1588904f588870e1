import { getTRPCErrorShape, TRPCError } from '@trpc/server'
import { describe, expect, expectTypeOf, test } from 'vitest'
import { z } from 'zod'
import { appRouter } from '#server/router.ts'
import { insistOnRules, objects } from '#server/rule.ts'
import { UndeclaredAnswer } from '#server/strict-answer.ts'
import type { Context } from '#server/trpc.ts'
import { callerOf, openProcedure, procedureFor, router } from '#server/trpc.ts'
import { exactly } from '#shared/answers.ts'
import { roles } from '#shared/staff/roles.ts'

type Schema = z.core.$ZodType
type Defined = {
  _def: {
    type: string
    meta: Parameters<typeof procedureFor>[0]
    inputs: readonly (Schema | undefined)[]
    output?: object
  }
}
const procedures = Object.entries(appRouter._def.procedures as unknown as Record<string, Defined>)

/** The fields that every form of an input has. */
function namesIn(schema: Schema | undefined): string[] {
  const def = schema?._zod.def as
    | { shape?: object; options?: Schema[]; innerType?: Schema; in?: Schema }
    | undefined
  if (def?.shape) return Object.keys(def.shape)
  if (def?.options) {
    const [first = [], ...others] = def.options.map(namesIn)
    return first.filter((name) => others.every((each) => each.includes(name)))
  }
  return def?.innerType || def?.in ? namesIn(def.innerType ?? def.in) : []
}

describe('the rule beside each procedure', () => {
  test('comes first: without it, and without an answer, there is nothing to make a procedure of', () => {
    expectTypeOf(procedureFor).not.toHaveProperty('query')
    expectTypeOf(procedureFor).not.toHaveProperty('mutation')
    expectTypeOf<{ object: 'none' }>().not.toExtend<Parameters<typeof procedureFor>[0]>()
    expectTypeOf<{ who: ['agent'] }>().not.toExtend<Parameters<typeof procedureFor>[0]>()
    const ruled = procedureFor({ who: ['agent'], object: 'none' })
    for (const begun of [ruled, openProcedure]) {
      expectTypeOf(begun).not.toHaveProperty('query')
      expectTypeOf(begun).not.toHaveProperty('mutation')
    }
    expectTypeOf(ruled.input(z.strictObject({}))).not.toHaveProperty('mutation')
    expectTypeOf(ruled.output(z.strictObject({}))).toHaveProperty('query')
    expectTypeOf(ruled.output(z.strictObject({}))).toHaveProperty('mutation')
  })

  test.each(procedures)('%s names roles that there are and an object that there is', (_path, procedure) => {
    const { who, object } = procedure._def.meta
    expect(Object.keys(objects)).toContain(object)
    expect(
      who === undefined || typeof who === 'string' ? [] : who.filter((role) => !roles.includes(role)),
    ).toEqual([])
  })

  test.each(procedures)('%s names in its input what its rule is about', (_path, { _def }) => {
    const named = namesIn(_def.inputs[0])
    const keys: readonly string[] = objects[_def.meta.object]
    expect(keys.filter((key) => !named.includes(key))).toEqual([])
  })

  test('stops the server at its start when it is missing, as does an answer that is not declared', () => {
    const meta = { who: ['agent'], object: 'none' }
    const output = { schema: z.strictObject({}) }
    const start = (def: object) => () => insistOnRules({ 'some.act': { _def: { type: 'mutation', ...def } } })
    expect(start({ output })).toThrow('some.act does not say who may call it')
    expect(start({ output, meta: { who: ['agent'] } })).toThrow('some.act does not say who may call it')
    expect(start({ meta })).toThrow('some.act does not say what it answers')
    expect(start({ meta, output: z.strictObject({}) })).toThrow('some.act does not say what it answers')
    expect(start({ meta, output })).not.toThrow()
    expect(() => insistOnRules(appRouter._def.procedures)).not.toThrow()
  })
})

describe('an answer', () => {
  test('is declared field by field: a view and its schema that differ do not compile', () => {
    const declare = exactly<{ name: string; note: string | null }>()
    const same = z.strictObject({ name: z.string(), note: z.string().nullable() })
    expectTypeOf(same).toExtend<Parameters<typeof declare<typeof same>>[0]>()
    const less = z.strictObject({ name: z.string() })
    expectTypeOf<Parameters<typeof declare<typeof less>>[0]>().toBeNever()
    const more = same.extend({ phone: z.string() })
    expectTypeOf<Parameters<typeof declare<typeof more>>[0]>().toBeNever()
  })

  test('with a field that is not declared fails, and names the field and never what it holds', async () => {
    const declared: z.ZodType<{ rows: { name: string }[] }> = z.strictObject({
      rows: z.array(z.strictObject({ name: z.string() })),
    })
    const leaking = () => ({ rows: [{ name: 'Ada', phone: '+13035550142' }] })
    const routes = router({
      look: openProcedure.output(declared).query(leaking),
      act: openProcedure.output(declared).mutation(leaking),
    })
    const ctx = { requestId: 'reference-1' } as Context
    for (const path of ['look', 'act'] as const) {
      const error = await callerOf(routes)(ctx)
        [path]()
        .catch((thrown: unknown) => thrown)
      if (!(error instanceof TRPCError)) return expect.fail('it was answered')
      expect(error.cause).toBeInstanceOf(UndeclaredAnswer)
      expect(error.cause?.message).toBe('The answer is not as declared: rows.0: unrecognized_keys phone')
      const type = path === 'look' ? 'query' : 'mutation'
      const shape = getTRPCErrorShape({
        config: routes._def._config,
        error,
        type,
        path,
        input: undefined,
        ctx,
      })
      expect(shape.data).toMatchObject({
        httpStatus: 500,
        envelope: { code: 'INTERNAL', requestId: 'reference-1', saved: path === 'act' },
      })
      expect(JSON.stringify(shape)).not.toMatch(/phone|5550142/)
    }
  })

  test('v5.0.0-8.2.3 v5.0.0-15.3.1 is declared strictly everywhere: no object of any answer lets through what it does not name', () => {
    const open: string[] = []
    const seen = new Set<z.core.$ZodType>()
    const walk = (schema: z.core.$ZodType, path: string): void => {
      if (seen.has(schema)) return
      seen.add(schema)
      const def = schema._zod.def as unknown as Record<string, unknown> & { type: string }
      const inner = (value: unknown, at: string) => void (value && walk(value as z.core.$ZodType, at))
      if (def.type === 'any' || def.type === 'unknown') open.push(`${path}: ${def.type}`)
      if (def.type === 'object') {
        if ((def.catchall as z.core.$ZodType | undefined)?._zod.def.type !== 'never') open.push(path)
        for (const [key, value] of Object.entries(def.shape as object)) inner(value, `${path}.${key}`)
      }
      for (const key of ['element', 'innerType', 'valueType', 'in', 'out', 'left', 'right'])
        inner(def[key], `${path}[]`)
      if (typeof def.getter === 'function') inner(def.getter(), `${path}()`)
      for (const option of (def.options as unknown[] | undefined) ?? []) inner(option, `${path}|`)
    }
    for (const [path, { _def }] of procedures) walk((_def.output as { schema: z.core.$ZodType }).schema, path)
    expect(open).toEqual([])
  })
})
