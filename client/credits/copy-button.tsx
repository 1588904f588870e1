import { useEffect, useState } from 'react'
import { Button } from '#client/ui/button.tsx'

/** Copies, and says so in its own place; without a clipboard it says what to do instead. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [said, setSaid] = useState<string | null>(null)
  useEffect(() => {
    if (!said) return
    const timer = setTimeout(() => setSaid(null), 2000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () =>
    navigator.clipboard
      ? navigator.clipboard.writeText(text).then(
          () => setSaid('Copied'),
          () => setSaid('Select it instead'),
        )
      : setSaid('Select it instead')
  return (
    <Button variant="quiet" size="small" className="-my-1 -mr-2" onClick={copy}>
      <span aria-live="polite">{said ?? label}</span>
    </Button>
  )
}
