import { wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Note } from '#client/ui/note.tsx'

/** What could not be asked for, and the way to ask again. */
export function ListProblem({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { message, reference } = wordsOf(error)
  return (
    <Note
      tone="refused"
      title={message}
      action={
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {reference && <span className="block text-xs">Reference {reference}</span>}
    </Note>
  )
}
