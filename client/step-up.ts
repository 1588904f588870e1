import { useSyncExternalStore } from 'react'

type Asking = { settle: (confirmed: boolean) => void; promise: Promise<boolean> }

let asking: Asking | null = null
const listeners = new Set<() => void>()

function set(next: Asking | null): void {
  asking = next
  for (const listener of listeners) listener()
}

/** Asks over the page that somebody shows once more that it is they. Acts that wait at the same time wait for one answer. */
export function confirmed(): Promise<boolean> {
  if (asking) return asking.promise
  let settle: Asking['settle'] = () => {}
  const promise = new Promise<boolean>((resolve) => {
    settle = resolve
  })
  set({ settle, promise })
  return promise
}

export function answerStepUp(isConfirmed: boolean): void {
  asking?.settle(isConfirmed)
  set(null)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
export const useStepUpAsked = (): boolean => useSyncExternalStore(subscribe, () => asking !== null)
