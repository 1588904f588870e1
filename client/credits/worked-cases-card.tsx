import { useMemo } from 'react'
import { Card } from '#client/ui/card.tsx'
import { workedCases } from '#shared/credits/worked-cases.ts'
import type { Programme } from '#shared/programmes/document.ts'

/** What it gives to a few households, worked out here by the rule that the server uses; the arithmetic opens below. */
export function WorkedCasesCard({ programme }: { programme: Programme }) {
  const cases = useMemo(() => workedCases(programme), [programme])
  return (
    <Card title="Worked cases, at $50 a line">
      <ul className="grid gap-3 text-sm">
        {cases.map(({ what, gives, because, steps }) => (
          <li key={what}>
            <div className="flex items-baseline justify-between gap-3">
              <span>{what}</span>
              <span className="font-semibold whitespace-nowrap">{gives}</span>
            </div>
            {because && <p className="text-xs leading-4.5 text-muted">{because}</p>}
            {steps.length > 0 && (
              <details className="text-xs leading-4.5 text-muted">
                <summary className="cursor-pointer">Arithmetic</summary>
                {steps.map((words) => (
                  <p key={words}>{words}</p>
                ))}
              </details>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
