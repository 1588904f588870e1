import fc from 'fast-check'

/** One thing that somebody tries; `who` and `which` are counted round whoever and whatever there is. */
export type Act =
  | { act: 'give'; who: number; amount: bigint; reason: number }
  | { act: 'approve' | 'reverse'; who: number; which: number; amount: bigint | 'all' }
  | { act: 'refuse' | 'withdraw' | 'run out' | 'expire'; who: number; which: number }
  | { act: 'again' | 'again, other body'; which: number }
  | { act: 'change level'; who: number; level: number }

/** The edges of every limit of rulings 4, a cent to either side, and what lies between them. */
const edges = [1500n, 3000n, 6000n, 10_000n, 20_000n, 50_000n, 100_000n, 200_000n]
const amount = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...edges.flatMap((edge) => [edge - 1n, edge, edge + 1n])) },
  { weight: 4, arbitrary: fc.bigInt(1n, 3000n) },
  { weight: 1, arbitrary: fc.constantFrom(0n, 1n) },
)
const who = fc.nat(6)
const which = fc.nat(40)

export const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc.record({ act: fc.constant('give' as const), who, amount, reason: fc.nat(4) }),
    },
    {
      weight: 11,
      arbitrary: fc.record({
        act: fc.constantFrom('approve' as const, 'reverse' as const),
        who,
        which,
        amount: fc.oneof(
          { weight: 3, arbitrary: fc.constant('all' as const) },
          { weight: 1, arbitrary: amount },
        ),
      }),
    },
    ...(['withdraw', 'run out', 'run out', 'expire', 'expire', 'refuse', 'refuse'] as const).map((act) => ({
      weight: 2,
      arbitrary: fc.record({ act: fc.constant(act), who, which }),
    })),
    {
      weight: 3,
      arbitrary: fc.record({ act: fc.constantFrom('again' as const, 'again, other body' as const), which }),
    },
    { weight: 1, arbitrary: fc.record({ act: fc.constant('change level' as const), who, level: fc.nat(3) }) },
  ),
  { minLength: 34, maxLength: 60, size: 'max' },
)
