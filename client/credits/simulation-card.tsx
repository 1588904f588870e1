import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { counted } from '#client/ui/format.ts'
import { Meter } from '#client/ui/meter.tsx'
import { Note } from '#client/ui/note.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import type { SimulationRow } from '#shared/credits/simulation-views.ts'
import type { VersionPageView, VersionView } from '#shared/programmes/views.ts'
import type { Verdict } from '#shared/verdict.ts'
import { SimulationPlots } from './simulation-plots.tsx'

/** What this version would do to the accounts that are loaded now: asked for by a manager, seen by everybody. */
export function SimulationCard({
  version,
  others,
  mayWrite,
}: {
  version: VersionPageView
  others: readonly VersionView[]
  mayWrite: Verdict
}) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const key = { programmeId: version.programmeId, version: version.version }
  const list = useQuery(trpc.credits.simulations.queryOptions(key))
  const inForce = others.find(({ state, version: each }) => state === 'published' && each !== version.version)
  const [against, setAgainst] = useState(inForce ? String(inForce.version) : 'none')
  const start = useMutation(
    trpc.credits.simulate.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.credits.simulations.queryFilter(key)),
    }),
  )
  const comparable = others.filter(({ version: each, hash }) => each !== version.version && hash !== null)
  const [latest] = list.data ?? []
  const running = latest?.state === 'running'
  const because = !mayWrite.ok
    ? 'Only a manager starts a simulation.'
    : version.document === null
      ? 'Mend the problems of the document first.'
      : running
        ? 'It is being simulated.'
        : null
  const failed = start.error ?? list.error
  return (
    <Card title="Simulation" aside={latest ? `by ${latest.startedBy}` : undefined}>
      <div className="grid gap-3">
        {latest ? (
          <Latest simulation={latest} />
        ) : (
          <p className="text-sm text-muted">Not simulated yet: it would give nothing, and only count.</p>
        )}
        {comparable.length > 0 && (
          <SelectField
            label="Compared with"
            value={against}
            onChange={setAgainst}
            choices={[
              { value: 'none', label: 'no other version' },
              ...comparable.map((each) => ({
                value: String(each.version),
                label: `version ${each.version}`,
              })),
            ]}
          />
        )}
        <Button
          busy={start.isPending}
          disabledBecause={because}
          onClick={() => start.mutate({ ...key, against: against === 'none' ? null : Number(against) })}
        >
          Simulate over all accounts
        </Button>
        {failed && <Note tone="refused">{wordsOf(failed).message}</Note>}
      </div>
    </Card>
  )
}

function Latest({ simulation }: { simulation: SimulationRow }) {
  const { state, done, total, because, result, current } = simulation
  if (state === 'running')
    return (
      <div role="status">
        <p className="mb-2 text-sm">
          {total === 0
            ? 'It begins in a moment.'
            : `${done.toLocaleString('en-US')} of ${counted(total, 'account')}`}
        </p>
        <Meter share={total === 0 ? 0 : done / total} label="Accounts simulated" />
      </div>
    )
  if (!result) return <Note tone="refused">It failed: {because}</Note>
  return (
    <>
      {!current && <Note tone="outage">The draft was changed since: simulate it again.</Note>}
      <SimulationPlots simulation={result} />
    </>
  )
}
