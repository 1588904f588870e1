import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { envelopeOf, wordsOf } from './api.ts'
import { paths } from './paths.ts'
import { Button } from './ui/button.tsx'
import { Note } from './ui/note.tsx'

type ProblemProps = { error: unknown; onRetry: () => unknown; className?: string }

/** What could not be asked for, and the way to ask again where that can help. */
export function Problem({ error, onRetry, className = '' }: ProblemProps) {
  const { message, reference } = wordsOf(error)
  const mayHelp = envelopeOf(error)?.retry !== 'never'
  return (
    <Note
      tone="refused"
      className={className}
      title={message}
      action={
        mayHelp && (
          <Button size="small" onClick={() => void onRetry()}>
            Try again
          </Button>
        )
      }
    >
      {reference && <span className="block text-xs">Reference {reference}</span>}
    </Note>
  )
}

type PageProblemProps = {
  error: unknown
  onRetry: () => unknown
  /** Said when the address names nothing. */
  nothing: string
  /** Where to look instead; an account is searched for when nothing is said. */
  children?: ReactNode
}

/** A page that could not be shown: what is the matter, and what to do next. */
export function PageProblem({ error, onRetry, nothing, children }: PageProblemProps) {
  const missing = ['NOT_FOUND', 'BAD_REQUEST'].includes(envelopeOf(error)?.code ?? '')
  return (
    <div className="mx-auto mt-16 w-full max-w-lg">
      {missing ? (
        <Note tone="neutral" title={nothing}>
          {children ?? (
            <>
              Check the number, or{' '}
              <Link to={paths.home()} className="font-medium underline">
                search by phone, name or e-mail
              </Link>
              .
            </>
          )}
        </Note>
      ) : (
        <Problem error={error} onRetry={onRetry} />
      )}
    </div>
  )
}
