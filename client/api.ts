import { QueryClient } from '@tanstack/react-query'
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  isTRPCClientError,
  splitLink,
  type TRPCLink,
} from '@trpc/client'
import { observable } from '@trpc/server/observable'
import { createTRPCContext, createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import type { AppRouter } from '#server/router.ts'
import type { Envelope } from '#shared/refusals.ts'
import { connectionNow, setConnection } from './connection.ts'
import { awayHeader } from './idle.ts'
import { confirmed } from './step-up.ts'

const url = '/trpc'
const answerWithinMs = 15_000

/** The server's refusal, or null when there was no answer at all: then nobody knows whether anything was done. */
export function envelopeOf(error: unknown): Envelope | null {
  if (!isTRPCClientError(error)) return null
  const data: unknown = error.data
  if (typeof data !== 'object' || data === null || !('envelope' in data)) return null
  return data.envelope as Envelope
}

/** The sentence for a failure, and the reference to give when somebody asks for help. */
export function wordsOf(error: unknown): { message: string; reference: string | null } {
  const envelope = envelopeOf(error)
  if (envelope) {
    // A refusal explains itself; a number is for what somebody has to look up, and is not said twice.
    const isTrouble =
      envelope.code === 'INTERNAL' || envelope.code === 'BUSY' || envelope.code === 'OUTCOME_UNKNOWN'
    const isSaid = envelope.message.includes(envelope.requestId)
    return { message: envelope.message, reference: isTrouble && !isSaid ? envelope.requestId : null }
  }
  return { message: 'The desk cannot be reached. It will try again by itself.', reference: null }
}

/** A step-up gives the session another token: what was on its way with the old one is sent once more after this. */
const tokenSettlesMs = 300
const wasSignedIn = (): boolean =>
  !connectionNow().signedOut && queryClient.getQueryData(trpc.staff.desk.queryKey()) !== undefined

/**
 * Watches every answer go by: one place knows whether the server can be reached and whether it still knows us. An act that
 * needs a step-up waits for it here and is then sent again as it was, with its key: who called it notices nothing.
 */
const watch: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    observable((observer) => {
      let current: { unsubscribe(): void } | null = null
      let sentAgain = false
      const send = () => {
        current = next(op).subscribe({
          next(value) {
            if (op.type !== 'subscription') setConnection({ reached: true, heardAt: Date.now() })
            observer.next(value)
          },
          error(error) {
            const envelope = envelopeOf(error)
            if (op.type !== 'subscription' && !op.signal?.aborted) {
              setConnection(envelope ? { reached: true, heardAt: Date.now() } : { reached: false })
            }
            if (envelope?.code === 'SESSION_EXPIRED' && op.type !== 'subscription') {
              if (!sentAgain && wasSignedIn()) {
                sentAgain = true
                setTimeout(send, tokenSettlesMs)
                return
              }
              setConnection({ signedOut: true })
            }
            // Demanded of somebody at work: the desk says what to do, and the shell shows it.
            if (envelope?.code === 'SET_UP_NEEDED')
              void queryClient.invalidateQueries(trpc.staff.desk.pathFilter())
            if (envelope?.code === 'STEP_UP_NEEDED') {
              void confirmed().then((isConfirmed) => (isConfirmed ? send() : observer.error(error)))
              return
            }
            observer.error(error)
          },
          complete: () => observer.complete(),
        })
      }
      send()
      return () => current?.unsubscribe()
    })

/** A request that hangs is a request without an answer, and says so in time. */
const fetchInTime: typeof fetch = (input, init) => {
  const late = AbortSignal.timeout(answerWithinMs)
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, late]) : late })
}

export const trpcClient = createTRPCClient<AppRouter>({
  links: [
    watch,
    splitLink({
      condition: (op) => op.type === 'subscription',
      true: httpSubscriptionLink({ url }),
      // Searches hold names and phones: by POST they stay out of addresses and logs.
      false: httpBatchLink({
        url,
        methodOverride: 'POST',
        maxItems: 10,
        headers: () => ({ 'x-makeright': '1', ...awayHeader() }),
        fetch: fetchInTime,
      }),
    }),
  ],
})

const worthAnotherTry = (count: number, error: unknown): boolean => {
  const envelope = envelopeOf(error)
  return count < 2 && (envelope === null || envelope.code === 'BUSY' || envelope.code === 'SLOW_DOWN')
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 300_000,
      networkMode: 'always',
      retry: worthAnotherTry,
      retryDelay: (attempt) => 300 * 2 ** attempt,
    },
    // A mutation is sent again only by the code that holds its key.
    mutations: { networkMode: 'always', retry: false },
  },
})

/** For code outside React: loaders and the live stream. */
export const trpc = createTRPCOptionsProxy<AppRouter>({ client: trpcClient, queryClient })
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()
