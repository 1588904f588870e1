import { useEffect, useState } from 'react'

/** The server's time of day, ticking: what it said, plus what has passed here since. No trust in this computer's clock. */
export function useServerNow(asOf: string | undefined, receivedAt: number, everyMs = 20_000): number {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return asOf ? Date.parse(asOf) + (Date.now() - receivedAt) : Date.now()
}
