import type { useTRPCClient } from '#client/api.ts'
import { envelopeOf } from '#client/api.ts'

const second = 1000

/**
 * After an answer was lost: waits until what was under way on the account is over and safe, and then looks. What `look`
 * brings is definite. It is asked until there is an answer, because "perhaps" is no answer where money is.
 */
export async function settled<T>(
  client: ReturnType<typeof useTRPCClient>,
  accountId: string,
  look: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      await client.adjustments.settle.mutate({ accountId })
      return await look()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2 * second))
    }
  }
}

/** Nobody knows yet whether it happened: there was no answer at all, or the desk itself does not know. */
export function isOpenQuestion(error: unknown): boolean {
  const envelope = envelopeOf(error)
  return envelope === null || envelope.code === 'OUTCOME_UNKNOWN'
}
