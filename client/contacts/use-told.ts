import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTRPC } from '#client/api.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { mustVerify } from '#shared/contacts/permissions.ts'

/**
 * Whether the account may be shown now: at once to whoever reads under a role, to an agent when the caller is verified.
 * When the half hour is over the page goes, and with it what this browser kept of it.
 */
export function useTold(accountId: string) {
  const desk = useDesk()
  const asks = mustVerify(desk)
  const trpc = useTRPC()
  const queries = useQueryClient()
  const card = useQuery(trpc.contacts.card.queryOptions({ accountId }, { enabled: asks }))
  const contact = card.data?.contact
  const told = !asks || Boolean(contact?.verification)
  const lasts = contact && card.data ? Date.parse(contact.expiresAt) - Date.parse(card.data.asOf) : null
  const since = card.dataUpdatedAt
  useEffect(() => {
    if (lasts === null) return
    const timer = setTimeout(
      () => {
        void queries.invalidateQueries(trpc.contacts.card.queryFilter({ accountId }))
        queries.removeQueries({
          ...trpc.adjustments.accountPage.queryFilter({ accountId }),
          type: 'inactive',
        })
      },
      Math.max(1_000, since + lasts - Date.now() + 500),
    )
    return () => clearTimeout(timer)
  }, [lasts, since, queries, trpc, accountId])
  return { card, told }
}
