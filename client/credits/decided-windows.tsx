import { windowWords } from '#client/outages/window-words.ts'
import { Card } from '#client/ui/card.tsx'
import type { Tone } from '#client/ui/classes.ts'
import { dayIn } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import type { AdjudicationView } from '#shared/credits/outage-views.ts'
import { type AdjudicationState, adjudicationStateWords } from '#shared/outages/states.ts'

const tones: Record<AdjudicationState, Tone> = {
  proposed: 'accent',
  in_force: 'given',
  turned_down: 'refused',
  withdrawn: 'neutral',
}

/** The windows that were proposed before, and what became of them. */
export function DecidedWindows({ decided, timeZone }: { decided: AdjudicationView[]; timeZone: string }) {
  return (
    <Card title="Windows decided" flush>
      <ul>
        {decided.map((each) => (
          <li key={each.adjudicationId} className="border-t px-4 py-2.5 text-[13px]">
            <p className="flex items-start justify-between gap-3">
              <span className="font-medium">{windowWords(each.window, timeZone)}</span>
              <Pill tone={tones[each.state]}>{adjudicationStateWords[each.state]}</Pill>
            </p>
            <p className="text-xs text-muted">
              proposed by {each.proposedBy}
              {each.decidedAt && `; ${dayIn(each.decidedAt, timeZone)} by ${each.decidedBy}`}
            </p>
            <p className="mt-0.5 text-xs wrap-break-word text-muted">
              “{each.reason}”{each.decidedBecause && ` – “${each.decidedBecause}”`}
            </p>
          </li>
        ))}
      </ul>
    </Card>
  )
}
