import { useEffect, useState } from 'react'

/** What was typed, a moment after the last key: a question for each letter would be an event for each. */
export function useSettled(text: string, afterMs = 250): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), afterMs)
    return () => clearTimeout(timer)
  }, [text, afterMs])
  return settled
}
