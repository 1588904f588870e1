import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { useTRPC, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import type { TakenBack } from '#shared/credits/run-states.ts'

/** The acts on a run. Each is harmless when it is sent twice: the second finds the run in another state and is refused. */
export function useRunActs(runId: string) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const go = useNavigate()
  const onSettled = () => queries.invalidateQueries(trpc.credits.pathFilter())
  const canary = useMutation(trpc.credits.postCanary.mutationOptions({ onSettled }))
  const rest = useMutation(trpc.credits.postRest.mutationOptions({ onSettled }))
  const pause = useMutation(trpc.credits.pauseRun.mutationOptions({ onSettled }))
  const resume = useMutation(trpc.credits.resumeRun.mutationOptions({ onSettled }))
  const stop = useMutation(trpc.credits.stopRun.mutationOptions({ onSettled }))
  const approve = useMutation(trpc.credits.approveRun.mutationOptions({ onSettled }))
  const reverse = useMutation(
    trpc.credits.reverseRun.mutationOptions({
      onSettled,
      onSuccess: (made) => void go(paths.run(made.runId)),
    }),
  )
  const all = [canary, rest, pause, resume, stop, approve, reverse]
  const latest = all
    .filter((each) => each.submittedAt > 0)
    .sort((one, other) => other.submittedAt - one.submittedAt)[0]
  return {
    busy: all.some((each) => each.isPending),
    refusal: latest?.error ? wordsOf(latest.error).message : null,
    canary: (accounts: number) => canary.mutate({ runId, accounts }),
    rest: () => rest.mutate({ runId }),
    pause: (because: string) => pause.mutate({ runId, because }),
    resume: () => resume.mutate({ runId }),
    stop: (because: string) => stop.mutate({ runId, because }),
    approve: () => approve.mutate({ runId }),
    reverse: (because: string, takes: TakenBack) => reverse.mutate({ runId, because, takes }),
  }
}
