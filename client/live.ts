import { useEffect } from 'react'
import { queryClient, trpc, trpcClient } from './api.ts'
import { connectionNow, onConnection, setConnection, useConnection } from './connection.ts'

const again = 3_000
const restAfter = 30_000

type Change =
  | { topic: 'account'; accountId: string }
  | { topic: 'queue' }
  | { topic: 'desk' }
  | { topic: 'programmes' }
  | { topic: 'simulation' }
  | { topic: 'window' }
  | { topic: 'promises' }
  | { topic: 'run'; runId: string }
  | { topic: 'resync' }

/** A change says only what is no longer true; the queries on the page ask again and keep what they show meanwhile. */
export function refresh(change: Change): void {
  const stale = (filter: Parameters<typeof queryClient.invalidateQueries>[0]) =>
    void queryClient.invalidateQueries(filter)
  switch (change.topic) {
    case 'account':
      stale(trpc.adjustments.accountPage.queryFilter({ accountId: change.accountId }))
      stale(trpc.adjustments.requestPage.pathFilter())
      stale(trpc.adjustments.preview.pathFilter())
      return
    case 'queue':
      stale(trpc.adjustments.queue.pathFilter())
      stale(trpc.staff.desk.pathFilter())
      return
    case 'promises':
      stale(trpc.ledger.pathFilter())
      return
    case 'programmes':
      stale(trpc.programmes.pathFilter())
      stale(trpc.credits.simulations.pathFilter())
      stale(trpc.credits.outage.pathFilter())
      stale(trpc.credits.outages.pathFilter())
      return
    case 'desk':
      stale(trpc.staff.desk.pathFilter())
      stale(trpc.staff.people.pathFilter())
      // A stop decides what a form may do: post or ask, approve or wait.
      stale(trpc.adjustments.accountPage.pathFilter())
      stale(trpc.adjustments.requestPage.pathFilter())
      return
    case 'window':
      stale(trpc.credits.outage.pathFilter())
      stale(trpc.credits.outages.pathFilter())
      return
    case 'run':
      stale(trpc.credits.pathFilter())
      return
    case 'resync':
      stale({ predicate: (query) => query.isActive() })
  }
}

/**
 * The one stream of changes of this tab. A browser allows six connections to a server, so a tab that nobody has looked
 * at for a while lets its stream go and catches up when it is looked at again.
 */
export function useLive(signedIn: boolean): void {
  useReturn(signedIn)
  useEffect(() => {
    if (!signedIn) return
    let stream: { unsubscribe: () => void } | null = null
    let timer: ReturnType<typeof setTimeout> | undefined
    let missed = false

    const stop = () => {
      clearTimeout(timer)
      stream?.unsubscribe()
      stream = null
      missed = true
      setConnection({ streaming: false })
    }
    const startAgain = () => {
      stop()
      if (!document.hidden) timer = setTimeout(start, again)
    }
    const start = () => {
      clearTimeout(timer)
      if (stream) return
      stream = trpcClient.live.changes.subscribe(undefined, {
        onConnectionStateChange: ({ state }) => {
          const streaming = state === 'pending'
          if (streaming) {
            setConnection({ streaming, reached: true, heardAt: Date.now() })
            if (missed) refresh({ topic: 'resync' })
            missed = false
          } else if (connectionNow().streaming) {
            missed = true
            setConnection({ streaming, heardAt: Date.now() })
          }
        },
        onData: ({ data }) => {
          setConnection({ heardAt: Date.now() })
          refresh(data)
        },
        onError: startAgain,
        onComplete: startAgain,
      })
    }
    const look = () => {
      clearTimeout(timer)
      if (document.hidden) timer = setTimeout(stop, restAfter)
      else start()
    }

    start()
    document.addEventListener('visibilitychange', look)
    window.addEventListener('online', start)
    return () => {
      document.removeEventListener('visibilitychange', look)
      window.removeEventListener('online', start)
      stop()
    }
  }, [signedIn])
}

/** After a request without an answer: asks again until there is one, and then for everything the page shows. */
function useReturn(signedIn: boolean): void {
  useEffect(() => {
    if (!signedIn) return
    let timer: ReturnType<typeof setInterval> | undefined
    const stop = onConnection(() => {
      const { reached } = connectionNow()
      if (reached === (timer === undefined)) return
      clearInterval(timer)
      timer = undefined
      if (reached) refresh({ topic: 'resync' })
      else timer = setInterval(() => void trpcClient.staff.desk.query().catch(() => {}), again)
    })
    return () => {
      stop()
      clearInterval(timer)
    }
  }, [signedIn])
}

/** Whether what the page shows is kept up to date, and if not, how old it may be. */
export function useLiveState(): { live: boolean; asOf: number } {
  const { streaming, reached, heardAt } = useConnection()
  return { live: streaming && reached, asOf: heardAt }
}
