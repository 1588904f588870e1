import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import type { AdjustmentView } from '#shared/adjustments/views.ts'

type Props = {
  request: AdjustmentView
  /** The button goes with the request: where the focus goes then is known outside. */
  onDone: () => void
}

/** Takes one's own request back while it waits; what became of it is told in its place. */
export function WithdrawButton({ request, onDone }: Props) {
  const { accountId, adjustmentId } = request
  const trpc = useTRPC()
  const queries = useQueryClient()
  const withdraw = useMutation(
    trpc.adjustments.withdraw.mutationOptions({
      onSuccess: onDone,
      onSettled: () => queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId })),
    }),
  )
  return (
    <>
      <Button
        size="small"
        busy={withdraw.isPending}
        onClick={() => withdraw.mutate({ accountId, adjustmentId })}
      >
        Withdraw
      </Button>
      {withdraw.isError && (
        <p role="alert" className="mt-1 max-w-40 text-xs text-refused-ink">
          {wordsOf(withdraw.error).message}
        </p>
      )}
    </>
  )
}
