import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '#client/api.ts'
import { asked, leastLetters } from './search-intent.ts'

const settleMs = 80

/**
 * Asks as one types: a little after the last key, at once for a paste. The old list stays until the new one is there,
 * and a question nobody waits for any more is cancelled.
 */
export function useSearch(text: string, hurry: boolean) {
  const trpc = useTRPC()
  const wanted = asked(text)
  const [settled, setSettled] = useState(wanted)
  useEffect(() => {
    if (hurry || wanted === '') return setSettled(wanted)
    const timer = setTimeout(() => setSettled(wanted), settleMs)
    return () => clearTimeout(timer)
  }, [wanted, hurry])
  const long = settled.length >= leastLetters
  const found = useQuery(
    trpc.accounts.search.queryOptions(
      { text: settled },
      {
        enabled: long,
        placeholderData: keepPreviousData,
        staleTime: 10_000,
        gcTime: 60_000,
        trpc: { abortOnUnmount: true },
      },
    ),
  )
  const shown = long ? (found.data ?? null) : null
  const isCurrent = wanted === settled && !found.isPlaceholderData
  return {
    shown,
    /** The answer to exactly what stands in the field, or null while it is on its way. */
    current: isCurrent ? shown : null,
    busy: long && found.isFetching,
    error: long && isCurrent ? found.error : null,
  }
}
