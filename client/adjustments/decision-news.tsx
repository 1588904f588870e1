import { Note } from '#client/ui/note.tsx'
import type { Deciding } from './use-decision.ts'

export function DecisionNews({ deciding }: { deciding: Deciding }) {
  if (deciding.at === 'checking') {
    return (
      <Note tone="outage" title="Checking.">
        The answer was lost on the way; the request is looked up. Do not decide it again.
      </Note>
    )
  }
  if (deciding.at === 'not-done') {
    return (
      <Note tone="refused">
        Nothing was decided: the answer was lost before it counted. Your words are kept; decide again.
      </Note>
    )
  }
  if (deciding.at !== 'refused') return null
  const { envelope } = deciding
  return (
    <Note tone="refused">
      {envelope.message}
      {envelope.code === 'INTERNAL' && <span className="block text-xs">Reference {envelope.requestId}</span>}
    </Note>
  )
}
