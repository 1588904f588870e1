import type { z } from 'zod'

/** A procedure answered what it does not declare. Fields are named here, and never what they hold. */
export class UndeclaredAnswer extends Error {
  constructor(issues: readonly z.core.$ZodIssue[]) {
    const fields = issues.slice(0, 10).map((issue) => {
      const keys = issue.code === 'unrecognized_keys' ? ` ${issue.keys.join(' ')}` : ''
      return `${issue.path.join('.') || 'the answer'}: ${issue.code}${keys}`
    })
    super(`The answer is not as declared: ${fields.join('; ')}`)
    this.name = 'UndeclaredAnswer'
  }
}

/** A parser for tRPC, with the schema for those who look at what is declared. */
export type Answer<View> = ((answered: unknown) => View) & { readonly schema: z.ZodType }

/** Parsed at once and not as a promise: zod compiles its objects for that only (docs/decisions/0034). */
function parse<View>(schema: z.ZodType<View>, answered: unknown): View {
  const parsed = schema.safeParse(answered)
  if (parsed.success) return parsed.data
  throw new UndeclaredAnswer(parsed.error.issues)
}

export const strictAnswer = <View>(schema: z.ZodType<View>): Answer<View> =>
  Object.assign((answered: unknown) => parse(schema, answered), { schema })

/** The same for each piece of a stream; a piece is what `tracked` made of a number and a view. */
export const strictPieces = <Piece extends readonly unknown[]>(
  schema: z.ZodType<Piece[1]>,
): Answer<AsyncIterable<Piece>> =>
  Object.assign(
    async function* (answered: unknown) {
      for await (const piece of answered as AsyncIterable<Piece>) {
        parse(schema, piece[1])
        yield piece
      }
    },
    { schema },
  )
