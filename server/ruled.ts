import type { TRPCProcedureBuilder, TRPCUnsetMarker } from '@trpc/server'
import type { z } from 'zod'
import type { Rule } from './rule.ts'
import { type Answer, strictAnswer } from './strict-answer.ts'

type Unset = TRPCUnsetMarker
type Builder<Context, Overrides> = TRPCProcedureBuilder<
  Context,
  Rule,
  Overrides,
  Unset,
  Unset,
  Unset,
  Unset,
  false
>

/** A procedure that has its rule. It can be a query or a mutation when it has said what it answers, and not before. */
export type Ruled<Context, Overrides, In = Unset, Out = Unset> = {
  input<Schema extends z.ZodType>(
    schema: Schema,
  ): Ruled<Context, Overrides, z.input<Schema>, z.output<Schema>>
  output<View>(
    answer: z.ZodType<View> | Answer<View>,
  ): TRPCProcedureBuilder<Context, Rule, Overrides, In, Out, View, View, false>
}

export function ruled<Context, Overrides>(builder: Builder<Context, Overrides>): Ruled<Context, Overrides> {
  const wrapped = (from: Builder<Context, Overrides>): object => ({
    ...from,
    // tRPC's builder carries the input in its type; ours says it in `Ruled`, so the same builder goes round by another type.
    input: (schema: z.ZodType) => wrapped(from.input(schema) as unknown as Builder<Context, Overrides>),
    output: <View>(answer: z.ZodType<View> | Answer<View>) =>
      from.output(typeof answer === 'function' ? answer : strictAnswer(answer)),
  })
  return wrapped(builder) as Ruled<Context, Overrides>
}
