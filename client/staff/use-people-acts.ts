import { useMutation, useQueryClient } from '@tanstack/react-query'
import { envelopeOf, useTRPC, wordsOf } from '#client/api.ts'
import { toast } from '#client/ui/toast.tsx'
import type { PeopleAct } from '#shared/staff/views.ts'

const outcomeWords: Record<string, string> = {
  requested: 'Asked. Another administrator has to agree.',
  agreed: 'Agreed. It holds from now on.',
  refused: 'Refused.',
  withdrawn: 'Withdrawn.',
  'switched off': 'Switched off, and signed out everywhere.',
  linked: 'Linked.',
}

/** Everything an administrator does to people. `onDone` closes what asked for it. */
export function usePeopleActs(onDone: (act: PeopleAct) => void) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const outcome = {
    onSuccess: (act: PeopleAct) => {
      void queries.invalidateQueries(trpc.staff.people.pathFilter())
      if (act.firstPassword === null) toast({ tone: 'given', title: outcomeWords[act.state] ?? 'Done.' })
      onDone(act)
    },
  }
  const askPerson = useMutation(trpc.staff.askPerson.mutationOptions(outcome))
  const askChange = useMutation(trpc.staff.askChange.mutationOptions(outcome))
  const askUnlink = useMutation(trpc.staff.askUnlink.mutationOptions(outcome))
  const askWayBack = useMutation(trpc.staff.askWayBack.mutationOptions(outcome))
  const agree = useMutation(trpc.staff.agreeChange.mutationOptions(outcome))
  const refuse = useMutation(trpc.staff.refuseChange.mutationOptions(outcome))
  const withdraw = useMutation(trpc.staff.withdrawChange.mutationOptions(outcome))
  const switchOff = useMutation(trpc.staff.switchOff.mutationOptions(outcome))
  const link = useMutation(trpc.staff.linkAccount.mutationOptions(outcome))
  const all = [askPerson, askChange, askUnlink, askWayBack, agree, refuse, withdraw, switchOff, link]
  const failed = all.find(({ error }) => error)?.error
  return {
    askPerson: askPerson.mutate,
    askChange: askChange.mutate,
    askUnlink: askUnlink.mutate,
    askWayBack: askWayBack.mutate,
    agree: agree.mutate,
    refuse: refuse.mutate,
    withdraw: withdraw.mutate,
    switchOff: switchOff.mutate,
    link: link.mutate,
    busy: all.some(({ isPending }) => isPending),
    refusal: failed ? (envelopeOf(failed)?.fields?.[0]?.rule ?? wordsOf(failed).message) : null,
  }
}
