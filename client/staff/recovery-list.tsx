import { Button } from '#client/ui/button.tsx'
import { Note } from '#client/ui/note.tsx'

/** Shown once, while they can be written down; afterwards nobody can show them again, the desk neither. */
export function RecoveryList({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="grid gap-3">
      <Note tone="outage" live="status" title="Keep these somewhere safe.">
        Each signs you in once when your phone is not at hand. They are not shown again.
      </Note>
      <ol className="grid gap-1.5 font-mono text-sm sm:grid-cols-2" aria-label="Recovery codes">
        {codes.map((code) => (
          <li key={code} className="select-all">
            {code}
          </li>
        ))}
      </ol>
      <Button variant="primary" className="justify-self-start" onClick={onDone}>
        I have kept them
      </Button>
    </div>
  )
}
