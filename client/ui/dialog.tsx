import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode, RefObject } from 'react'
import { cx } from './classes.ts'

type DialogProps = {
  open: boolean
  onClose: () => void
  title: string
  description?: ReactNode
  /** False when the page cannot go on without an answer: no cross, no Esc, no click outside. */
  closable?: boolean
  wide?: boolean
  initialFocus?: RefObject<HTMLElement | null>
  children: ReactNode
}

/** For what lies over the page and not in it. Focus goes in, stays in, and goes back where it was. */
export function Dialog({
  open,
  onClose,
  title,
  description,
  closable = true,
  wide = false,
  initialFocus,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && closable && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <Base.Popup
          initialFocus={initialFocus}
          className={cx(
            'fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-3rem)] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 overflow-y-auto',
            'rounded-2xl border bg-raised p-5 shadow-float outline-none',
            wide ? 'max-w-2xl' : 'max-w-md',
          )}
        >
          <div className="flex items-start justify-between gap-4">
            <Base.Title className="text-base font-semibold">{title}</Base.Title>
            {closable && (
              <Base.Close
                aria-label="Close"
                className="-mt-1 -mr-1 grid size-7 place-items-center rounded-lg text-muted hover:bg-hover"
              >
                <svg
                  viewBox="0 0 16 16"
                  className="size-4"
                  stroke="currentColor"
                  strokeWidth="1.5"
                  aria-hidden="true"
                >
                  <path d="m4 4 8 8m0-8-8 8" />
                </svg>
              </Base.Close>
            )}
          </div>
          {description && (
            <Base.Description className="mt-1 text-[13px] text-muted">{description}</Base.Description>
          )}
          <div className="mt-4">{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
