import { useId } from 'react'
import { cx } from '#client/ui/classes.ts'
import { ariaKeys, Kbd } from '#client/ui/kbd.tsx'

type ActLinkProps = {
  words: string
  keyName: string
  onAct: () => void
  /** Why not; read out and shown under the pointer. */
  disabledBecause?: string | null
}

/** An act that stands among the facts it is about, as small as they are. */
export function ActLink({ words, keyName, onAct, disabledBecause = null }: ActLinkProps) {
  const reasonId = useId()
  const stopped = disabledBecause !== null
  return (
    <span className="inline-flex items-center gap-1.5">
      <button
        type="button"
        onClick={() => !stopped && onAct()}
        aria-keyshortcuts={ariaKeys([keyName])}
        aria-disabled={stopped || undefined}
        aria-describedby={stopped ? reasonId : undefined}
        title={disabledBecause ?? undefined}
        className={cx(
          'rounded text-xs font-medium underline-offset-2',
          stopped ? 'cursor-not-allowed text-faint' : 'text-accent-ink hover:underline',
        )}
      >
        {words}
      </button>
      {stopped ? (
        <span id={reasonId} className="sr-only">
          {disabledBecause}
        </span>
      ) : (
        <span aria-hidden="true" className="inline-flex">
          <Kbd className="h-4">{keyName}</Kbd>
        </span>
      )}
    </span>
  )
}
