import { Link } from 'react-router'
import { envelopeOf, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { Note } from '#client/ui/note.tsx'

type Props = { error: unknown; nothing: string; onRetry: () => void }

/** A page that could not be shown: what is the matter, and what to do next. */
export function PageProblem({ error, nothing, onRetry }: Props) {
  const { message, reference } = wordsOf(error)
  const envelope = envelopeOf(error)
  const missing = envelope?.code === 'NOT_FOUND' || envelope?.code === 'BAD_REQUEST'
  return (
    <div className="mx-auto mt-16 w-full max-w-lg">
      <Note
        tone={missing ? 'neutral' : 'refused'}
        title={missing ? nothing : message}
        action={
          missing ? undefined : (
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {missing ? (
          <>
            Check the number, or{' '}
            <Link to={paths.home()} className="font-medium underline">
              search by phone, name or e-mail
            </Link>
            .
          </>
        ) : (
          reference && <span className="block text-xs">Reference {reference}</span>
        )}
      </Note>
    </div>
  )
}
