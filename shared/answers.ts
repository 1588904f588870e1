import { z } from 'zod'
import { type RefusalCode, refusals } from './refusals.ts'

type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/**
 * An answer's schema that declares exactly the fields of its view: one too many or too few does not compile. The views
 * stay plain types, which the client reads without loading zod.
 */
export const exactly =
  <View>() =>
  <Schema extends z.ZodType>(
    schema: Same<Plain<z.output<Schema>>, Plain<View>> extends true ? Schema : never,
  ): z.ZodType<View> =>
    // The condition above has proven the two equal; TypeScript does not carry a proof out of a conditional type.
    schema as unknown as z.ZodType<View>

export const text = z.string()
export const count = z.number()
export const maybeText = z.string().nullable()
export const money = z.strictObject({ minor: text, currency: text })
export const maybeMoney = money.nullable()
export const verdict = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true) }),
  z.strictObject({
    ok: z.literal(false),
    code: z.enum(Object.keys(refusals) as [RefusalCode, ...RefusalCode[]]),
    because: text,
  }),
])
