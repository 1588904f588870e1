import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '#client/api.ts'
import { toast } from '#client/ui/toast.tsx'
import type { PromiseItem } from '#shared/ledger/views.ts'
import { formatMoney } from '#shared/money.ts'

type Mend = { reason: string; way: 'final_bill' | 'refund' | null; billTo: string | null }

/** Sends an item again, or settles it; the board and the account ask anew when it is done. */
export function useMend(item: PromiseItem, onDone: () => void) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { accountId, transferId } = item
  const done = (title: string, detail: string) => {
    void queries.invalidateQueries(trpc.ledger.pathFilter())
    // The row's button goes with it; the focus must not be lost.
    document.getElementById('main')?.focus({ preventScroll: true })
    toast({ tone: 'given', title, detail })
    onDone()
  }
  const resend = useMutation(
    trpc.ledger.resend.mutationOptions({
      onSuccess: ({ asked }) =>
        asked
          ? done(`${asked} waits for another manager.`, 'Nothing is sent before they name the same number.')
          : done(
              `${formatMoney(item.amount)} is sent again.`,
              'Billing says by itself when it is on a bill.',
            ),
    }),
  )
  const settle = useMutation(
    trpc.ledger.settle.mutationOptions({
      onSuccess: (_answer, { way }) =>
        done(
          `${formatMoney(item.amount)} is settled.`,
          way === 'refund' ? 'It goes back as a refund.' : 'It goes on the final bill.',
        ),
    }),
  )
  return {
    isPending: resend.isPending || settle.isPending,
    error: resend.error ?? settle.error,
    send: ({ reason, way, billTo }: Mend) =>
      way
        ? settle.mutate({ accountId, transferId, reason, way })
        : resend.mutate({ accountId, transferId, reason, billTo }),
  }
}
